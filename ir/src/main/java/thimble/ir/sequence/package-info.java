/**
 * Streaming inference: a graph over a window of time becomes one over the frames that are new, with
 * states carried from run to run (docs/sequences.md).
 */
package thimble.ir.sequence;
