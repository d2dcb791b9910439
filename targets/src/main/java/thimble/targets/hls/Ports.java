package thimble.targets.hls;

/** How tensors reach a design. */
public enum Ports {
  /** As AXI streams, which a DMA feeds. */
  STREAM,
  /** The design reads and writes memory itself. */
  MEMORY
}
