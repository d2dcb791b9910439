package thimble.frontend.rows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import thimble.ir.TensorData;
import thimble.ir.op.Resize2d;

/** Resampling of up to two neighbouring axes, in whatever layout. */
final class ResizeRows {
  private ResizeRows() {}

  static List<Row> rows() {
    return List.of(
        Row.of("Resize", 1, 4, ResizeRows::resize), Row.of("Upsample", 1, 2, ResizeRows::upsample));
  }

  /** Extents of the result and the scale of each axis, which need not be their exact ratio. */
  private record Target(List<Integer> extents, List<Float> scales) {}

  private static Operand upsample(Site site) {
    Operand x = site.stored(0);
    float[] scales =
        site.has(1)
            ? reals(site.known(1))
            : reals(site.attributes().reals("scales").orElse(List.of()));
    Target target = byScales(site, x, allAxes(x), scales);
    return emit(site, x, target, Resize2d.Coordinates.ASYMMETRIC, Resize2d.Rounding.FLOOR);
  }

  /** Opset 10 has no way to say where cells lie; since 11 the inputs are X, roi, scales, sizes. */
  private static Operand resize(Site site) {
    Operand x = site.stored(0);
    boolean old = site.opset() < 11;
    Attributes attributes = site.attributes();
    if (attributes.flag("antialias", false)) {
      throw site.unsupported("antialias is set");
    }
    List<Integer> axes = new ArrayList<>();
    attributes
        .integers("axes")
        .ifPresent(stated -> stated.forEach(axis -> axes.add(site.axis(axis, x.rank()))));
    int scalesAt = old ? 1 : 2;
    boolean byScales = site.has(scalesAt) && site.known(scalesAt).count() > 0;
    List<Integer> resized = axes.isEmpty() ? allAxes(x) : axes;
    Target target =
        byScales
            ? byScales(site, x, resized, reals(site.known(scalesAt)))
            : bySizes(site, x, resized);
    return old
        ? emitOld(site, x, target)
        : emit(site, x, target, coordinates(site), rounding(site));
  }

  /**
   * Opset 10 leaves rounding open. ONNX Runtime rounds up along axes that shrink and down along
   * others, which are therefore resized one after the other.
   */
  private static Operand emitOld(Site site, Operand x, Target target) {
    if (mode(site) != Resize2d.Mode.NEAREST) {
      return emit(site, x, target, Resize2d.Coordinates.ASYMMETRIC, Resize2d.Rounding.FLOOR);
    }
    Operand y = x;
    for (boolean shrinking : new boolean[] {true, false}) {
      List<Integer> extents = new ArrayList<>(y.shape());
      List<Float> scales = new ArrayList<>(Collections.nCopies(x.rank(), 1f));
      for (int axis = 0; axis < x.rank(); axis++) {
        if (target.scales.get(axis) < 1 == shrinking) {
          extents.set(axis, target.extents.get(axis));
          scales.set(axis, target.scales.get(axis));
        }
      }
      y =
          emit(
              site,
              y,
              new Target(extents, scales),
              Resize2d.Coordinates.ASYMMETRIC,
              shrinking ? Resize2d.Rounding.CEIL : Resize2d.Rounding.FLOOR);
    }
    return y;
  }

  private static List<Integer> allAxes(Operand x) {
    return IntStream.range(0, x.rank()).boxed().toList();
  }

  private static float[] reals(TensorData data) {
    float[] values = new float[data.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) data.real(i);
    }
    return values;
  }

  private static float[] reals(List<Float> list) {
    float[] values = new float[list.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = list.get(i);
    }
    return values;
  }

  private static Target byScales(Site site, Operand x, List<Integer> axes, float[] scales) {
    if (scales.length != axes.size()) {
      throw site.senseless(scales.length + " scales for " + axes.size() + " axes");
    }
    List<Integer> extents = new ArrayList<>(x.shape());
    List<Float> all = new ArrayList<>(Collections.nCopies(x.rank(), 1f));
    for (int i = 0; i < scales.length; i++) {
      if (!(scales[i] > 0)) {
        throw site.senseless("a scale of " + scales[i]);
      }
      int axis = axes.get(i);
      // In float32, as everybody computes it: 3 * 0.6666667f is 2.
      extents.set(axis, site.extent((long) Math.floor(x.type().extent(axis) * scales[i])));
      all.set(axis, scales[i]);
    }
    return new Target(extents, all);
  }

  private static Target bySizes(Site site, Operand x, List<Integer> axes) {
    long[] sizes = site.has(3) ? site.knownIntegers(3) : new long[0];
    if (sizes.length != axes.size()) {
      throw site.senseless(sizes.length + " sizes for " + axes.size() + " axes");
    }
    List<Integer> extents = new ArrayList<>(x.shape());
    List<Float> scales = new ArrayList<>(Collections.nCopies(x.rank(), 1f));
    for (int i = 0; i < sizes.length; i++) {
      int axis = axes.get(i);
      extents.set(axis, site.extent(sizes[i]));
      scales.set(axis, (float) sizes[i] / x.type().extent(axis));
    }
    String policy = site.attributes().text("keep_aspect_ratio_policy", "stretch");
    if (!policy.equals("stretch")) {
      boolean larger = policy.equals("not_smaller");
      float scale =
          (float)
              axes.stream()
                  .mapToDouble(scales::get)
                  .reduce(larger ? Math::max : Math::min)
                  .orElse(1);
      for (int axis : axes) {
        extents.set(axis, site.extent(Math.round((double) x.type().extent(axis) * scale)));
        scales.set(axis, scale);
      }
    }
    return new Target(extents, scales);
  }

  private static Resize2d.Mode mode(Site site) {
    String mode = site.attributes().text("mode", "nearest");
    return switch (mode) {
      case "nearest" -> Resize2d.Mode.NEAREST;
      case "linear" -> Resize2d.Mode.LINEAR;
      case "cubic" -> Resize2d.Mode.CUBIC;
      default -> throw site.senseless("its mode is \"" + mode + "\"");
    };
  }

  private static Resize2d.Coordinates coordinates(Site site) {
    String mode = site.attributes().text("coordinate_transformation_mode", "half_pixel");
    return switch (mode) {
      case "half_pixel" -> Resize2d.Coordinates.HALF_PIXEL;
      case "half_pixel_symmetric" -> Resize2d.Coordinates.HALF_PIXEL_SYMMETRIC;
      case "pytorch_half_pixel" -> Resize2d.Coordinates.PYTORCH_HALF_PIXEL;
      case "align_corners" -> Resize2d.Coordinates.ALIGN_CORNERS;
      case "asymmetric" -> Resize2d.Coordinates.ASYMMETRIC;
      case "tf_half_pixel_for_nn" -> Resize2d.Coordinates.TF_HALF_PIXEL_FOR_NN;
      default -> throw site.unsupported("its coordinate_transformation_mode is \"" + mode + "\"");
    };
  }

  private static Resize2d.Rounding rounding(Site site) {
    String mode = site.attributes().text("nearest_mode", "round_prefer_floor");
    return switch (mode) {
      case "round_prefer_floor" -> Resize2d.Rounding.ROUND_PREFER_FLOOR;
      case "round_prefer_ceil" -> Resize2d.Rounding.ROUND_PREFER_CEIL;
      case "floor" -> Resize2d.Rounding.FLOOR;
      case "ceil" -> Resize2d.Rounding.CEIL;
      default -> throw site.senseless("its nearest_mode is \"" + mode + "\"");
    };
  }

  private static Operand emit(
      Site site,
      Operand x,
      Target target,
      Resize2d.Coordinates coordinates,
      Resize2d.Rounding rounding) {
    List<Integer> moved =
        IntStream.range(0, x.rank())
            .filter(a -> target.extents.get(a) != x.type().extent(a) || target.scales.get(a) != 1)
            .boxed()
            .toList();
    if (moved.isEmpty()) {
      return x;
    }
    boolean neighbours = moved.size() == 1 || moved.size() == 2 && moved.get(1) == moved.get(0) + 1;
    if (!neighbours) {
      throw site.unsupported("only one axis or two neighbouring ones are, not axes " + moved);
    }
    boolean image = x.rank() == 4 && moved.get(0) >= 2;
    boolean sequence = x.rank() == 3 && moved.equals(List.of(2));
    int first = image ? 2 : moved.get(0);
    boolean two = image || moved.size() == 2;
    Resize2d op =
        new Resize2d(
            target.extents.get(first),
            two ? target.extents.get(first + 1) : 1,
            mode(site),
            coordinates,
            rounding,
            target.scales.get(first),
            two ? target.scales.get(first + 1) : 1,
            site.attributes().real("cubic_coeff_a", -0.75f),
            site.attributes().flag("exclude_outside", false));
    if (image || sequence) {
      return Shaping.channelsFirst(site, site.move(op, Shaping.channelsLast(site, x)));
    }
    // Any other place: what stands before is images, what stands behind is channels.
    List<Integer> s = x.shape();
    List<Integer> shape = new ArrayList<>(List.of(Shaping.product(s, 0, first)));
    shape.addAll(s.subList(first, first + (two ? 2 : 1)));
    shape.add(Shaping.product(s, first + (two ? 2 : 1), s.size()));
    return site.reshape(site.move(op, site.reshape(x, shape)), target.extents);
  }
}
