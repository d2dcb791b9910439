package thimble.ir.op;

/**
 * A resized axis of which only a part is computed, from a part of its source.
 *
 * <pre>
 *   source   |------------------------------|  sourceOf cells
 *                 |===========|                those that are there, from sourceFrom on
 *   result   |------------------------------|  of cells
 *                   |=======|                  those that are computed, from {@code from} on
 * </pre>
 *
 * @param from index in the whole result of the first cell that is computed
 * @param of cells of the whole result
 * @param sourceFrom index in the whole source of the first cell that is there; negative where the
 *     tensor that is read begins with cells that are none of the source's
 * @param sourceOf cells of the whole source
 */
public record ResizeSection(int from, int of, int sourceFrom, int sourceOf) {
  public ResizeSection {
    if (from < 0 || of <= 0 || sourceOf <= 0) {
      throw new IllegalArgumentException("no section: from " + from + " of " + of);
    }
  }

  static ResizeSection whole(int inputExtent, int outputExtent) {
    return new ResizeSection(0, outputExtent, 0, inputExtent);
  }

  /** Some cells of this section, from some of its source. */
  ResizeSection part(Slab result, Slab source) {
    return new ResizeSection(from + result.from(), of, sourceFrom + source.from(), sourceOf);
  }

  /** The same cells read from a tensor that begins so many cells earlier. */
  ResizeSection behind(int cells) {
    return new ResizeSection(from, of, sourceFrom - cells, sourceOf);
  }
}
