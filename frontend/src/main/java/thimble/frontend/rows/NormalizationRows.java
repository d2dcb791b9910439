package thimble.frontend.rows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import thimble.ir.ElementType;
import thimble.ir.op.Add;
import thimble.ir.op.AveragePool2d;
import thimble.ir.op.Binary;
import thimble.ir.op.Clamp;
import thimble.ir.op.InstanceNormalization;
import thimble.ir.op.LayerNormalization;
import thimble.ir.op.Multiply;
import thimble.ir.op.Reduce;
import thimble.ir.op.Subtract;
import thimble.ir.op.Unary;
import thimble.ir.op.Window2d;

/** Normalizations. */
final class NormalizationRows {
  private NormalizationRows() {}

  static List<Row> rows() {
    return List.of(
        Row.of("BatchNormalization", 5, 5, NormalizationRows::batch),
        Row.of("InstanceNormalization", 3, 3, NormalizationRows::instance),
        Row.of("GroupNormalization", 3, 3, NormalizationRows::group),
        Row.several("LayerNormalization", 2, 3, NormalizationRows::layer),
        Row.of("MeanVarianceNormalization", 1, 1, NormalizationRows::meanVariance),
        Row.of("LpNormalization", 1, 1, NormalizationRows::power),
        Row.of("LRN", 1, 1, NormalizationRows::localResponse));
  }

  private static Operand add(Site site, Operand a, Operand b) {
    return site.add(new Add(Clamp.NONE), a, b);
  }

  private static Operand subtract(Site site, Operand a, Operand b) {
    return site.add(new Subtract(Clamp.NONE), a, b);
  }

  private static Operand multiply(Site site, Operand a, Operand b) {
    return site.add(new Multiply(Clamp.NONE), a, b);
  }

  private static Operand divide(Site site, Operand a, Operand b) {
    return site.add(new Binary(Binary.Function.DIVIDE), a, b);
  }

  private static Operand root(Site site, Operand x) {
    return site.add(Unary.of(Unary.Function.SQRT), x);
  }

  private static Operand number(Site site, float value) {
    return site.scalar(ElementType.F32, value);
  }

  /**
   * One factor and one summand for each channel; where the statistics are known these are constants
   * that fold into the convolution before.
   */
  private static Operand batch(Site site) {
    Attributes attributes = site.attributes();
    if (attributes.flag("training_mode", false)) {
      throw site.unsupported("training_mode is set");
    }
    if (!attributes.flag("spatial", true)) {
      throw site.unsupported("spatial is 0");
    }
    Operand x = site.input(0);
    if (x.rank() < 2) {
      throw site.senseless("an input without channels " + x.type());
    }
    Operand variance = add(site, site.input(4), number(site, attributes.real("epsilon", 1e-5f)));
    Operand factor = divide(site, site.input(1), root(site, variance));
    Operand summand = subtract(site, site.input(2), multiply(site, site.input(3), factor));
    int channels = x.type().extent(1);
    if (factor.rank() != 1 || factor.type().count() != channels) {
      throw site.senseless(channels + " channels, but " + factor.type() + " factors");
    }
    if (x.rank() == 2) {
      return add(site, multiply(site, x, factor), summand);
    }
    Operand last = Shaping.channelsLast(site, x);
    return Shaping.channelsFirst(site, add(site, multiply(site, last, factor), summand));
  }

  private static Operand instance(Site site) {
    Operand last = Shaping.channelsLast(site, site.input(0));
    InstanceNormalization op = new InstanceNormalization(site.attributes().real("epsilon", 1e-5f));
    return Shaping.channelsFirst(site, site.add(op, last, site.input(1), site.input(2)));
  }

  /** Each group as one channel of a sequence; the scale is per group before opset 21. */
  private static Operand group(Site site) {
    Operand x = site.input(0);
    long groups = site.attributes().integer("num_groups", 0);
    if (x.rank() < 3 || groups < 1 || x.type().extent(1) % groups != 0) {
      throw site.senseless(x.type() + " in " + groups + " groups");
    }
    int count = site.extent(groups);
    int images = x.type().extent(0);
    int channels = x.type().extent(1);
    int length = images == 0 ? 0 : x.type().count() / images / count;
    Operand sequence = Shaping.channelsLast(site, site.reshape(x, List.of(images, count, length)));
    Operand one = site.filled(ElementType.F32, List.of(count), 1);
    Operand zero = site.filled(ElementType.F32, List.of(count), 0);
    Operand normalized =
        site.add(
            new InstanceNormalization(site.attributes().real("epsilon", 1e-5f)),
            sequence,
            one,
            zero);
    Operand y = site.reshape(Shaping.channelsFirst(site, normalized), x.shape());
    return add(
        site,
        multiply(site, y, perChannel(site, 1, x, channels, count)),
        perChannel(site, 2, x, channels, count));
  }

  private static Operand perChannel(Site site, int input, Operand x, int channels, int groups) {
    Operand values = site.input(input);
    if (values.type().count() == groups && groups != channels) {
      Operand column = site.reshape(values, List.of(groups, 1));
      values = Shaping.expand(site, column, List.of(groups, channels / groups));
    }
    List<Integer> shape = new ArrayList<>(Collections.nCopies(x.rank() - 1, 1));
    shape.set(0, channels);
    return site.reshape(values, shape);
  }

  /** The second and third results, mean and 1/deviation, are computed where they are wanted. */
  private static List<Operand> layer(Site site) {
    Operand x = site.input(0);
    int axis = site.axis(site.attributes().integer("axis", -1), x.rank());
    float epsilon = site.attributes().real("epsilon", 1e-5f);
    List<Integer> vector = x.shape().subList(axis, x.rank());
    Operand scale = Shaping.expand(site, site.input(1), vector);
    Operand bias =
        site.has(2)
            ? Shaping.expand(site, site.input(2), vector)
            : site.filled(ElementType.F32, vector, 0);
    List<Operand> results = new ArrayList<>();
    results.add(site.add(new LayerNormalization(axis, epsilon), x, scale, bias));
    if (site.node().outputs().stream().skip(1).anyMatch(name -> !name.isEmpty())) {
      List<Integer> axes = IntStream.range(axis, x.rank()).boxed().toList();
      Reduce mean = new Reduce(Reduce.Kind.MEAN, axes, true);
      Operand center = site.add(mean, x);
      Operand distance = subtract(site, x, center);
      Operand variance = site.add(mean, multiply(site, distance, distance));
      Operand deviation = root(site, add(site, variance, number(site, epsilon)));
      results.add(center);
      results.add(site.add(Unary.of(Unary.Function.RECIPROCAL), deviation));
    }
    return results;
  }

  private static Operand meanVariance(Site site) {
    Operand x = site.input(0);
    TreeSet<Integer> axes = new TreeSet<>();
    for (long axis : site.attributes().integers("axes").orElse(List.of(0L, 2L, 3L))) {
      axes.add(site.axis(axis, x.rank()));
    }
    Reduce mean = new Reduce(Reduce.Kind.MEAN, List.copyOf(axes), true);
    Operand distance = subtract(site, x, site.add(mean, x));
    Operand deviation = root(site, site.add(mean, multiply(site, distance, distance)));
    return divide(site, distance, add(site, deviation, number(site, 1e-9f)));
  }

  private static Operand power(Site site) {
    Operand x = site.input(0);
    long order = site.attributes().integer("p", 2);
    if (order != 1 && order != 2) {
      throw site.senseless("p is " + order);
    }
    int axis = site.axis(site.attributes().integer("axis", -1), x.rank());
    Reduce.Kind kind = order == 1 ? Reduce.Kind.L1 : Reduce.Kind.L2;
    return divide(site, x, site.add(new Reduce(kind, List.of(axis), true), x));
  }

  /**
   * Divides by a power of the mean square over neighbouring channels: an average pool along the
   * channels as if they were time.
   */
  private static Operand localResponse(Site site) {
    Operand x = site.input(0);
    Attributes attributes = site.attributes();
    int size = site.extent(attributes.integer("size", 1));
    if (x.rank() < 3 || size < 1) {
      throw site.senseless("size " + size + " on an input " + x.type());
    }
    int images = x.type().extent(0);
    int channels = x.type().extent(1);
    Operand sequence =
        site.reshape(
            multiply(site, x, x), List.of(images, channels, x.type().product(2, x.rank())));
    int before = (size - 1) / 2;
    Window2d window = new Window2d(size, 1, 1, 1, 1, 1, before, 0, size - 1 - before, 0);
    Operand mean = site.reshape(site.add(new AveragePool2d(window, true), sequence), x.shape());
    Operand scaled = multiply(site, mean, number(site, attributes.real("alpha", 1e-4f)));
    Operand base = add(site, scaled, number(site, attributes.real("bias", 1)));
    Operand power =
        site.add(
            new Binary(Binary.Function.POWER), base, number(site, attributes.real("beta", 0.75f)));
    return divide(site, x, power);
  }
}
