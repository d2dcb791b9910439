package thimble.frontend.rows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The window of a transposed convolution.
 *
 * @param outputPadding cells appended at each axis' end
 */
record SpreadWindow(Windows windows, List<Integer> outputPadding) {
  /** Reads a node's attributes; {@code output_shape} and {@code auto_pad} become padding. */
  static SpreadWindow of(Site site, List<Integer> extents, List<Integer> kernel) {
    int rank = extents.size();
    List<Integer> strides = Windows.numbers(site, "strides", rank, 1, 1);
    List<Integer> dilations = Windows.numbers(site, "dilations", rank, 1, 1);
    List<Integer> extra = Windows.numbers(site, "output_padding", rank, 0, 0);
    List<Integer> pads = Windows.numbers(site, "pads", 2 * rank, 0, Integer.MIN_VALUE);
    List<Integer> begin = new ArrayList<>(pads.subList(0, rank));
    List<Integer> end = new ArrayList<>(pads.subList(rank, 2 * rank));
    String auto = site.attributes().text("auto_pad", "NOTSET");
    boolean stated = site.attributes().has("output_shape");
    boolean same = auto.startsWith("SAME");
    for (int axis = 0; axis < rank; axis++) {
      long full =
          (extents.get(axis) - 1L) * strides.get(axis)
              + (kernel.get(axis) - 1L) * dilations.get(axis)
              + 1
              + extra.get(axis);
      if (stated || same) {
        long wanted =
            stated ? statedExtent(site, rank, axis) : (long) extents.get(axis) * strides.get(axis);
        long padding = Math.max(0, full - wanted);
        int half = site.extent(padding / 2);
        int rest = site.extent(padding - padding / 2);
        // ONNX gives the odd cell to the beginning unless the rule is SAME_UPPER.
        begin.set(axis, auto.equals("SAME_UPPER") ? half : rest);
        end.set(axis, auto.equals("SAME_UPPER") ? rest : half);
        if (full < wanted) {
          extra.set(axis, site.extent(extra.get(axis) + wanted - full));
        }
      } else if (auto.equals("VALID")) {
        begin.set(axis, 0);
        end.set(axis, 0);
      }
    }
    Windows windows =
        new Windows(kernel, strides, dilations, begin, end, Collections.nCopies(rank, 0));
    return new SpreadWindow(windows, extra);
  }

  /** {@code output_shape} names the spatial axes; old files name all axes. */
  private static long statedExtent(Site site, int rank, int axis) {
    List<Long> shape = site.attributes().integers("output_shape").orElseThrow();
    if (shape.size() != rank && shape.size() != rank + 2) {
      throw site.senseless("output_shape has " + shape.size() + " extents");
    }
    return shape.get(shape.size() - rank + axis);
  }
}
