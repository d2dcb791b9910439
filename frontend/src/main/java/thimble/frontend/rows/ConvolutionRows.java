package thimble.frontend.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.ElementType;
import thimble.ir.op.Clamp;
import thimble.ir.op.Conv2d;
import thimble.ir.op.ConvTranspose2d;
import thimble.ir.op.DeformConv2d;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.Op;

/** Convolutions of one and two spatial axes. */
final class ConvolutionRows {
  private ConvolutionRows() {}

  static List<Row> rows() {
    return List.of(
        Row.of("Conv", 2, 3, site -> conv(site, site.input(0), site.input(1), bias(site))),
        Row.of("ConvTranspose", 2, 3, ConvolutionRows::convTranspose),
        Row.of("DeformConv", 3, 5, ConvolutionRows::deformable),
        Row.of("DeformConv", 3, 5, ConvolutionRows::deformable).in("thimble"));
  }

  private static Optional<Operand> bias(Site site) {
    return site.has(2) ? Optional.of(site.input(2)) : Optional.empty();
  }

  /**
   * Convolution by the node's attributes.
   *
   * @param x [N, C, H, W] or [N, C, L]
   * @param weight [O, C/groups, kh, kw] or [O, C/groups, k]
   */
  static Operand conv(Site site, Operand x, Operand weight, Optional<Operand> bias) {
    requireImages(site, x, weight);
    List<Integer> spatial = x.shape().subList(2, x.rank());
    List<Integer> kernel = kernel(site, weight);
    Windows windows = Windows.of(site, spatial, kernel);
    int groups = groups(site);
    int channels = x.type().extent(1);
    int outputs = weight.type().extent(0);
    Operand offset = bias.orElseGet(() -> site.filled(ElementType.F32, List.of(outputs), 0));
    boolean depthwise =
        groups == channels && groups > 1 && weight.type().extent(1) == 1 && outputs % groups == 0;
    Op op =
        depthwise
            ? new DepthwiseConv2d(windows.window(), outputs / groups, Clamp.NONE)
            : new Conv2d(windows.window(), groups, Clamp.NONE);
    Operand y =
        site.add(
            op,
            Shaping.channelsLast(site, x),
            depthwise ? depthwiseWeight(site, weight) : weight(site, weight),
            offset);
    return Shaping.channelsFirst(site, y);
  }

  /**
   * Offsets and masks are laid out as the image: channels last. In the domain {@code thimble} the
   * same operator also has the variants for hardware (docs/deformable.md).
   */
  private static Operand deformable(Site site) {
    Operand x = site.input(0);
    Operand weight = site.input(1);
    requireImages(site, x, weight);
    if (x.rank() != 4) {
      throw site.unsupported("only two spatial axes are, not an input " + x.type());
    }
    List<Integer> kernel = kernel(site, weight);
    Windows windows = Windows.of(site, x.shape().subList(2, 4), kernel);
    int outputs = weight.type().extent(0);
    Operand bias = site.has(3) ? site.input(3) : site.filled(ElementType.F32, List.of(outputs), 0);
    List<Operand> operands =
        new ArrayList<>(
            List.of(
                Shaping.channelsLast(site, x),
                weight(site, weight),
                bias,
                Shaping.channelsLast(site, site.input(2))));
    if (site.has(4)) {
      operands.add(Shaping.channelsLast(site, site.input(4)));
    }
    boolean variants = !site.node().domain().isEmpty();
    DeformConv2d op =
        new DeformConv2d(
            windows.window(),
            groups(site),
            site.extent(site.attributes().integer("offset_group", 1)),
            site.has(4),
            variants && site.attributes().flag("square", false),
            variants ? bounds(site) : Clamp.NONE,
            variants && site.attributes().flag("rounded", false),
            Clamp.NONE);
    return Shaping.channelsFirst(site, site.add(op, operands).get(0));
  }

  private static Clamp bounds(Site site) {
    List<Float> bounds = site.attributes().reals("bounds").orElse(List.of());
    if (bounds.isEmpty()) {
      return Clamp.NONE;
    }
    if (bounds.size() != 2 || !(bounds.get(0) <= bounds.get(1))) {
      throw site.senseless("bounds " + bounds + " are not a lower and an upper one");
    }
    return new Clamp(bounds.get(0), bounds.get(1));
  }

  /** [O, I, kh, kw] or [O, I, k] to [O, kh, kw, I]. */
  private static Operand weight(Site site, Operand weight) {
    Operand last = Shaping.channelsLast(site, weight);
    return weight.rank() == 3 ? Shaping.unsqueeze(site, last, 2) : last;
  }

  /** [O, 1, kh, kw] or [O, 1, k] to [kh, kw, O]. */
  private static Operand depthwiseWeight(Site site, Operand weight) {
    Operand flat = Shaping.squeeze(site, weight, 1);
    return flat.rank() == 2
        ? Shaping.unsqueeze(site, site.transpose(flat, List.of(1, 0)), 1)
        : site.transpose(flat, List.of(1, 2, 0));
  }

  private static Operand convTranspose(Site site) {
    Operand x = site.input(0);
    Operand weight = site.input(1);
    requireImages(site, x, weight);
    int groups = groups(site);
    int channels = weight.type().extent(0);
    if (channels % groups != 0) {
      throw site.senseless(channels + " channels do not divide into " + groups + " groups");
    }
    long outputs = (long) weight.type().extent(1) * groups;
    List<Integer> kernel = kernel(site, weight);
    List<Integer> spatial = x.shape().subList(2, x.rank());
    SpreadWindow spread = SpreadWindow.of(site, spatial, kernel);
    boolean flat = kernel.size() == 1;
    Op op =
        new ConvTranspose2d(
            spread.windows().window(),
            groups,
            spread.outputPadding().get(0),
            flat ? 0 : spread.outputPadding().get(1),
            Clamp.NONE);
    Operand bias =
        site.has(2)
            ? site.input(2)
            : site.filled(ElementType.F32, List.of(site.extent(outputs)), 0);
    Operand y =
        site.add(op, Shaping.channelsLast(site, x), transposedWeight(site, weight, groups), bias);
    return Shaping.channelsFirst(site, y);
  }

  /** [C, O/g, kh, kw] or [C, O/g, k] to [O, kh, kw, C/g]. */
  private static Operand transposedWeight(Site site, Operand weight, int groups) {
    Operand images = weight.rank() == 3 ? Shaping.unsqueeze(site, weight, 3) : weight;
    if (groups == 1) {
      return site.transpose(images, List.of(1, 2, 3, 0));
    }
    List<Integer> s = images.shape();
    Operand split =
        site.reshape(images, List.of(groups, s.get(0) / groups, s.get(1), s.get(2), s.get(3)));
    Operand moved = site.transpose(split, List.of(0, 2, 3, 4, 1));
    return site.reshape(moved, List.of(groups * s.get(1), s.get(2), s.get(3), s.get(0) / groups));
  }

  private static int groups(Site site) {
    long groups = site.attributes().integer("group", 1);
    if (groups < 1) {
      throw site.senseless("group is " + groups);
    }
    return site.extent(groups);
  }

  private static void requireImages(Site site, Operand x, Operand weight) {
    if (x.rank() != weight.rank()) {
      throw site.senseless(
          "input " + x.type() + " and weight " + weight.type() + " differ in rank");
    }
    if (x.rank() != 3 && x.rank() != 4) {
      throw site.unsupported("only one and two spatial axes are, not an input " + x.type());
    }
  }

  private static List<Integer> kernel(Site site, Operand weight) {
    List<Integer> kernel = weight.shape().subList(2, weight.rank());
    if (kernel.contains(0)) {
      throw site.senseless("an empty kernel " + weight.type());
    }
    boolean contradicts =
        site.attributes()
            .integers("kernel_shape")
            .filter(stated -> !stated.equals(kernel.stream().map(Integer::longValue).toList()))
            .isPresent();
    if (contradicts) {
      throw site.senseless("kernel_shape does not fit the weight " + weight.type());
    }
    return kernel;
  }
}
