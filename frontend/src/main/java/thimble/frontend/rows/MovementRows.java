package thimble.frontend.rows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import thimble.ir.ElementType;
import thimble.ir.op.Concat;
import thimble.ir.op.Dequantize;
import thimble.ir.op.Gather;
import thimble.ir.op.Pad;
import thimble.ir.op.Slice;

/** Operators that move elements: joining, cutting, choosing, padding. */
final class MovementRows {
  private MovementRows() {}

  static List<Row> rows() {
    return List.of(
        Row.of("Concat", 1, Row.ANY, MovementRows::concat),
        Row.several("Split", 1, 2, MovementRows::split),
        Row.of("Slice", 1, 5, MovementRows::slice),
        Row.of("Gather", 2, 2, MovementRows::gather),
        Row.of("Pad", 1, 4, MovementRows::pad));
  }

  private static Operand concat(Site site) {
    List<Operand> inputs = new ArrayList<>();
    for (int i = 0; i < Math.max(1, site.inputCount()); i++) {
      inputs.add(site.stored(i));
    }
    Operand first = inputs.get(0);
    int axis =
        site.axis(
            site.attributes()
                .integer("axis")
                .orElseThrow(() -> site.senseless("attribute \"axis\" is missing")),
            first.rank());
    return concat(site, inputs, axis);
  }

  /** Any number of inputs; stored integers of differing quantizations are joined as they are. */
  static Operand concat(Site site, List<Operand> inputs, int axis) {
    boolean alike =
        inputs.stream()
            .allMatch(x -> x.type().quantization().equals(inputs.get(0).type().quantization()));
    List<Operand> parts = alike ? inputs : inputs.stream().map(site::plain).toList();
    while (parts.size() > 1) {
      List<Operand> joined = new ArrayList<>();
      for (int from = 0; from < parts.size(); from += Concat.MOST_INPUTS) {
        List<Operand> group =
            parts.subList(from, Math.min(parts.size(), from + Concat.MOST_INPUTS));
        joined.add(
            group.size() == 1
                ? group.get(0)
                : site.move(
                    new Concat(axis),
                    group.get(0),
                    group.subList(1, group.size()).toArray(Operand[]::new)));
      }
      parts = joined;
    }
    return parts.get(0);
  }

  /** Sizes are an attribute before opset 13, an input since; without any the parts are equal. */
  private static List<Operand> split(Site site) {
    Operand x = site.stored(0);
    int axis = site.axis(site.attributes().integer("axis", 0), x.rank());
    int extent = x.type().extent(axis);
    List<Integer> sizes = new ArrayList<>();
    Optional<long[]> stated = site.integers("split", 1);
    if (stated.isPresent()) {
      for (long size : stated.get()) {
        sizes.add(site.extent(size));
      }
    } else {
      long parts = site.attributes().integer("num_outputs", site.node().outputs().size());
      if (parts < 1 || parts != site.node().outputs().size()) {
        throw site.senseless(parts + " parts for " + site.node().outputs().size() + " outputs");
      }
      int part = (int) ((extent + parts - 1) / parts);
      for (int i = 0; i < parts; i++) {
        sizes.add(Math.max(0, Math.min(part, extent - i * part)));
      }
    }
    if (sizes.stream().mapToLong(size -> size).sum() != extent
        || sizes.size() < site.node().outputs().size()) {
      throw site.senseless("sizes " + sizes + " do not divide an extent of " + extent);
    }
    List<Operand> parts = new ArrayList<>();
    int start = 0;
    for (int size : sizes) {
      parts.add(cut(site, x, axis, start, size));
      start += size;
    }
    return parts;
  }

  /** A range along one axis. */
  static Operand cut(Site site, Operand x, int axis, int start, int size) {
    if (size == x.type().extent(axis)) {
      return x;
    }
    List<Integer> starts = new ArrayList<>(Collections.nCopies(x.rank(), 0));
    List<Integer> sizes = new ArrayList<>(x.shape());
    starts.set(axis, start);
    sizes.set(axis, size);
    return site.move(new Slice(starts, sizes, Collections.nCopies(x.rank(), 1)), x);
  }

  /** Bounds are attributes before opset 10, inputs since. */
  private static Operand slice(Site site) {
    Operand x = site.stored(0);
    long[] starts = required(site, "starts", 1);
    long[] ends = required(site, "ends", 2);
    Optional<long[]> axes = site.integers("axes", 3);
    Optional<long[]> steps = site.has(4) ? Optional.of(site.knownIntegers(4)) : Optional.empty();
    boolean fits =
        starts.length == ends.length
            && axes.map(a -> a.length).orElse(starts.length) == starts.length
            && steps.map(s -> s.length).orElse(starts.length) == starts.length;
    if (!fits) {
      throw site.senseless("starts, ends, axes and steps differ in number");
    }
    List<Integer> first = new ArrayList<>(Collections.nCopies(x.rank(), 0));
    List<Integer> sizes = new ArrayList<>(x.shape());
    List<Integer> strides = new ArrayList<>(Collections.nCopies(x.rank(), 1));
    for (int i = 0; i < starts.length; i++) {
      int axis = site.axis(axes.isPresent() ? axes.get()[i] : i, x.rank());
      long step = steps.isPresent() ? steps.get()[i] : 1;
      if (step == 0) {
        throw site.senseless("a step of 0");
      }
      range(x.type().extent(axis), starts[i], ends[i], step, axis, first, sizes, strides);
    }
    boolean whole = sizes.equals(x.shape()) && strides.stream().allMatch(step -> step == 1);
    return whole ? x : site.move(new Slice(first, sizes, strides), x);
  }

  private static long[] required(Site site, String name, int input) {
    return site.integers(name, input).orElseThrow(() -> site.senseless("it has no " + name));
  }

  /** One axis, as Python slices it: bounds beyond the ends are taken to the ends. */
  private static void range(
      int extent,
      long start,
      long end,
      long step,
      int axis,
      List<Integer> first,
      List<Integer> sizes,
      List<Integer> strides) {
    long low = step > 0 ? 0 : -1;
    long high = step > 0 ? extent : extent - 1L;
    long from = Math.max(low, Math.min(high, start < 0 ? start + extent : start));
    long to = Math.max(low, Math.min(high, end < 0 ? end + extent : end));
    // A step beyond the axis takes one element, whatever its size.
    long stride = Math.max(-extent - 1L, Math.min(extent + 1L, step));
    long span = step > 0 ? to - from : from - to;
    long size = span <= 0 ? 0 : (span - 1) / Math.abs(stride) + 1;
    first.set(axis, size == 0 ? 0 : (int) from);
    sizes.set(axis, (int) size);
    strides.set(axis, size <= 1 ? 1 : (int) stride);
  }

  /** Rows of a quantized table are chosen before they are dequantized. */
  private static Operand gather(Site site) {
    Operand data = site.stored(0);
    Operand indices = site.input(1);
    if (!indices.type().element().isInteger()) {
      throw site.senseless("indices " + indices.type());
    }
    boolean index =
        indices.type().element() == ElementType.S32 || indices.type().element() == ElementType.S64;
    Operand wide = index ? indices : Numbers.cast(site, indices, ElementType.S32);
    int axis = site.axis(site.attributes().integer("axis", 0), data.rank());
    if (indices.isKnown()) {
      for (long value : indices.data().orElseThrow().integers()) {
        requireIndex(site, value, data.type().extent(axis));
      }
    }
    Optional<Operand> stored =
        site.storedBehind(data).filter(table -> table.type().quant().isPerTensor());
    return stored.isPresent()
        ? site.add(new Dequantize(), site.move(new Gather(axis), stored.get(), wide))
        : site.move(new Gather(axis), data, wide);
  }

  private static void requireIndex(Site site, long index, int extent) {
    if (index < -extent || index >= extent) {
      throw site.senseless("index " + index + " into an axis of " + extent);
    }
  }

  private static Operand pad(Site site) {
    Operand x = site.stored(0);
    long[] pads = required(site, "pads", 1);
    List<Integer> axes = padAxes(site, x, pads.length);
    List<Integer> before = new ArrayList<>(Collections.nCopies(x.rank(), 0));
    List<Integer> after = new ArrayList<>(before);
    for (int i = 0; i < axes.size(); i++) {
      before.set(axes.get(i), padding(site, pads[i]));
      after.set(axes.get(i), padding(site, pads[axes.size() + i]));
    }
    Operand cropped = crop(site, x, before, after);
    before.replaceAll(cells -> Math.max(0, cells));
    after.replaceAll(cells -> Math.max(0, cells));
    boolean nothing = before.stream().allMatch(c -> c == 0) && after.stream().allMatch(c -> c == 0);
    if (nothing) {
      return cropped;
    }
    String mode = site.attributes().text("mode", "constant");
    Pad.Mode how =
        switch (mode) {
          case "constant" -> Pad.Mode.CONSTANT;
          case "edge" -> Pad.Mode.EDGE;
          case "reflect" -> Pad.Mode.REFLECT;
          default -> throw site.unsupported("its mode is \"" + mode + "\"");
        };
    double value = site.has(2) ? site.knownNumber(2) : site.attributes().real("value", 0);
    if (x.type().isQuantized() && x.type().quant().isPerTensor()) {
      // The model gives one of the stored integers, the operator takes a real number.
      value = (value - x.type().quant().zeroPoint()) * x.type().quant().scale();
    }
    return site.move(new Pad(before, after, how, value), cropped);
  }

  private static List<Integer> padAxes(Site site, Operand x, int count) {
    List<Integer> axes = new ArrayList<>();
    if (site.has(3)) {
      for (long axis : site.knownIntegers(3)) {
        axes.add(site.axis(axis, x.rank()));
      }
    } else {
      for (int axis = 0; axis < x.rank(); axis++) {
        axes.add(axis);
      }
    }
    if (count != 2 * axes.size()) {
      throw site.senseless(count + " paddings for " + axes.size() + " axes");
    }
    return axes;
  }

  private static int padding(Site site, long cells) {
    return cells < 0 ? -site.extent(-cells) : site.extent(cells);
  }

  /** Negative padding takes cells away. */
  private static Operand crop(Site site, Operand x, List<Integer> before, List<Integer> after) {
    Operand cropped = x;
    for (int axis = 0; axis < x.rank(); axis++) {
      int start = Math.max(0, -before.get(axis));
      long size = (long) x.type().extent(axis) - start - Math.max(0, -after.get(axis));
      if (size < 0) {
        throw site.senseless("it takes away more than there is of " + x.type());
      }
      cropped = cut(site, cropped, axis, start, (int) size);
    }
    return cropped;
  }
}
