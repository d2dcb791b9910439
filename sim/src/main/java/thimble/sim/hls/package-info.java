/** HLS designs on this computer: their C++ runs, every process a thread. */
package thimble.sim.hls;
