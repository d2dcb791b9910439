package thimble.planner;

import thimble.ir.op.Slab;

/**
 * What a value of a graph in parts is known to hold of the whole graph.
 *
 * @param id of a value of the whole graph
 * @param slab of it, whole for all; of sums what they go over, of what the layer reads
 */
record Holds(String id, Slab slab, What what) {
  /** In which form. */
  enum What {
    /** Its elements. */
    ELEMENTS,
    /** The sums of the layer that gives the value, over a slab of what it reads. */
    SUMS,
    /** All its elements in another shape. */
    SHAPED
  }

  Holds(String id, Slab slab) {
    this(id, slab, What.ELEMENTS);
  }
}
