/** From a dataflow design to an HLS C++ project. */
package thimble.codegen.hls;
