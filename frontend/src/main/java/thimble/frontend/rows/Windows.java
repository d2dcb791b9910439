package thimble.frontend.rows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import thimble.ir.op.Window2d;

/**
 * The sliding window of a convolution or pooling: kernel, strides, dilations and padding, one
 * number for each spatial axis.
 *
 * @param end padding at the end as the model counts it
 * @param overhang cells beyond that, there only because the number of steps was rounded up
 */
record Windows(
    List<Integer> kernel,
    List<Integer> strides,
    List<Integer> dilations,
    List<Integer> begin,
    List<Integer> end,
    List<Integer> overhang) {
  private static final int LIMIT = 1 << 24;

  /**
   * Reads a node's attributes.
   *
   * @param extents of the input's spatial axes
   * @param kernel extents of the kernel
   */
  static Windows of(Site site, List<Integer> extents, List<Integer> kernel) {
    int rank = extents.size();
    List<Integer> strides = numbers(site, "strides", rank, 1, 1);
    List<Integer> dilations = numbers(site, "dilations", rank, 1, 1);
    boolean roundUp = site.attributes().flag("ceil_mode", false);
    List<Integer> begin = new ArrayList<>(Collections.nCopies(rank, 0));
    List<Integer> end = new ArrayList<>(begin);
    List<Integer> overhang = new ArrayList<>(begin);
    String auto = site.attributes().text("auto_pad", "NOTSET");
    List<Integer> pads = numbers(site, "pads", 2 * rank, 0, Integer.MIN_VALUE);
    for (int axis = 0; axis < rank; axis++) {
      long reach = (kernel.get(axis) - 1L) * dilations.get(axis) + 1;
      switch (auto) {
        case "NOTSET", "" -> {
          begin.set(axis, pads.get(axis));
          end.set(axis, pads.get(rank + axis));
        }
        case "VALID" -> {}
        case "SAME_UPPER", "SAME_LOWER" -> {
          long steps = (extents.get(axis) + strides.get(axis) - 1L) / strides.get(axis);
          long padding = Math.max(0, (steps - 1) * strides.get(axis) + reach - extents.get(axis));
          int smaller = (int) Math.min(LIMIT, padding / 2);
          int larger = (int) Math.min(LIMIT, padding - padding / 2);
          begin.set(axis, auto.equals("SAME_UPPER") ? smaller : larger);
          end.set(axis, auto.equals("SAME_UPPER") ? larger : smaller);
        }
        default -> throw site.senseless("auto_pad \"" + auto + "\"");
      }
      if (roundUp) {
        int padded = extents.get(axis) + begin.get(axis) + end.get(axis);
        overhang.set(
            axis, overhang(extents.get(axis) + begin.get(axis), padded, reach, strides.get(axis)));
      }
    }
    return new Windows(kernel, strides, dilations, begin, end, overhang);
  }

  /**
   * Cells that are missing for one more step, if that step still begins inside the input or the
   * padding before it.
   */
  private static int overhang(int inside, int padded, long reach, int stride) {
    long rest = padded - reach;
    if (rest < 0 || rest % stride == 0) {
      return 0;
    }
    long begin = (rest / stride + 1) * stride;
    return begin >= inside ? 0 : (int) (begin + reach - padded);
  }

  /** An attribute of that many numbers, each within [least, 2^24]. */
  static List<Integer> numbers(Site site, String name, int count, int absent, int least) {
    List<Long> values =
        site.attributes().integers(name).orElse(Collections.nCopies(count, (long) absent));
    if (values.size() != count) {
      throw site.senseless(
          "attribute \"" + name + "\" has " + values.size() + " numbers, not " + count);
    }
    List<Integer> numbers = new ArrayList<>();
    for (long value : values) {
      if (value < least || Math.abs(value) > LIMIT) {
        throw site.senseless("attribute \"" + name + "\" holds " + value);
      }
      numbers.add((int) value);
    }
    return numbers;
  }

  /** The window with padding at the end and overhang together. */
  Window2d window() {
    return window(begin, sum(end, overhang));
  }

  /** The window on an input that already has its padding. */
  Window2d unpadded() {
    List<Integer> none = Collections.nCopies(kernel.size(), 0);
    return window(none, overhang);
  }

  Window2d window(List<Integer> paddingBegin, List<Integer> paddingEnd) {
    boolean flat = kernel.size() == 1;
    return new Window2d(
        kernel.get(0),
        flat ? 1 : kernel.get(1),
        strides.get(0),
        flat ? 1 : strides.get(1),
        dilations.get(0),
        flat ? 1 : dilations.get(1),
        paddingBegin.get(0),
        flat ? 0 : paddingBegin.get(1),
        paddingEnd.get(0),
        flat ? 0 : paddingEnd.get(1));
  }

  private static List<Integer> sum(List<Integer> a, List<Integer> b) {
    List<Integer> sum = new ArrayList<>();
    for (int i = 0; i < a.size(); i++) {
      sum.add(a.get(i) + b.get(i));
    }
    return sum;
  }
}
