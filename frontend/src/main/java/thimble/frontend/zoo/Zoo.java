package thimble.frontend.zoo;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import thimble.frontend.zoo.ArchitectureBuilder.Tensor;
import thimble.ir.Code;
import thimble.ir.ThimbleException;

/**
 * Architecture-only networks with seeded weights, so that every figure can be reproduced without a
 * download.
 */
public final class Zoo {
  private static final String WIDTH = "([0-9]+(?:\\.[0-9]+)?)";
  private static final String RESOLUTION = "([0-9]+)";
  private static final double LARGEST_WIDTH = 4;
  private static final int LARGEST_RESOLUTION = 1024;

  /** What a network's numbers are. */
  public enum Form {
    FLOAT,
    /** A QDQ model, all in int8. */
    INT8,
    /** The same with weights of 4 bits. */
    INT4,
    /** Activations in 16 bits, symmetric; weights in 8. */
    INT16
  }

  /**
   * One family of networks.
   *
   * @param form how its names look
   * @param example a name that works
   */
  public record Family(
      String form, String example, String title, Pattern pattern, Definition definition) {}

  /** Builds a network's results from the groups of its name. */
  @FunctionalInterface
  public interface Definition {
    List<Tensor> build(ArchitectureBuilder net, Function<Integer, Double> parameter);
  }

  private static final List<Family> FAMILIES =
      List.of(
          family(
              "mobilenetv1-WIDTH-RESOLUTION",
              "mobilenetv1-0.25-96",
              "MobileNetV1, 1000 classes",
              "mobilenetv1-" + WIDTH + "-" + RESOLUTION,
              (net, p) ->
                  List.of(
                      Architecture.mobilenetV1(
                          net, width(p.apply(1)), resolution(p.apply(2)), 1000))),
          family(
              "mobilenetv2-WIDTH-RESOLUTION",
              "mobilenetv2-1.0-224",
              "MobileNetV2, 1000 classes",
              "mobilenetv2-" + WIDTH + "-" + RESOLUTION,
              (net, p) ->
                  List.of(
                      Architecture.mobilenetV2(
                          net, width(p.apply(1)), resolution(p.apply(2)), 1000))),
          family(
              "mnasnet-b1-WIDTH-RESOLUTION",
              "mnasnet-b1-1.0-224",
              "MnasNet-B1, 1000 classes",
              "mnasnet-b1-" + WIDTH + "-" + RESOLUTION,
              (net, p) ->
                  List.of(
                      Architecture.mnasnetB1(
                          net, width(p.apply(1)), resolution(p.apply(2)), 1000))),
          family(
              "proxylessnas-RESOLUTION",
              "proxylessnas-176",
              "ProxylessNAS-Mobile, 1000 classes",
              "proxylessnas-" + RESOLUTION,
              (net, p) -> List.of(Architecture.proxylessNas(net, resolution(p.apply(1)), 1000))),
          family(
              "mcunet-RESOLUTION",
              "mcunet-176",
              "the MCUNet for 320 kB SRAM, 1000 classes",
              "mcunet-" + RESOLUTION,
              (net, p) -> List.of(Architecture.mcunet(net, resolution(p.apply(1)), 1000))),
          family(
              "codenet-WIDTH-RESOLUTION",
              "codenet-1.0-256",
              "CoDeNet, 20 classes (its configurations a, c, d)",
              "codenet-" + WIDTH + "-" + RESOLUTION,
              (net, p) -> coDeNet(net, p, false)),
          family(
              "codenet-pooled-WIDTH-RESOLUTION",
              "codenet-pooled-1.0-256",
              "CoDeNet with a pool after the first layer (b, e)",
              "codenet-pooled-" + WIDTH + "-" + RESOLUTION,
              (net, p) -> coDeNet(net, p, true)),
          family(
              "resnet8",
              "resnet8",
              "MLPerf Tiny image classification, 32x32, 10 classes",
              "resnet8",
              (net, p) -> List.of(Architecture.resnet8(net))),
          family(
              "ds-cnn",
              "ds-cnn",
              "DS-CNN keyword spotting, 49x10, 12 classes",
              "ds-cnn",
              (net, p) -> List.of(Architecture.dsCnn(net))),
          family(
              "tcn-kws",
              "tcn-kws",
              "dilated convolutions along time, 98x40, 12 classes",
              "tcn-kws",
              (net, p) -> List.of(Architecture.tcn(net))),
          family(
              "lstm-kws",
              "lstm-kws",
              "two LSTM layers of 64 units, 49x40, 12 classes",
              "lstm-kws",
              (net, p) -> List.of(Architecture.recurrent(net, "LSTM", 2, 64))),
          family(
              "gru-kws",
              "gru-kws",
              "a GRU layer of 96 units, 49x40, 12 classes",
              "gru-kws",
              (net, p) -> List.of(Architecture.recurrent(net, "GRU", 1, 96))),
          family(
              "har-cnn",
              "har-cnn",
              "human activity in 128 steps of 9 signals, 1-D convolutions, 6 classes",
              "har-cnn",
              (net, p) -> List.of(Architecture.harCnn(net))),
          family(
              "mnist-cnn",
              "mnist-cnn",
              "Keras's example for handwritten digits, 28x28, 10 classes",
              "mnist-cnn",
              (net, p) -> List.of(Architecture.mnistCnn(net))),
          family(
              "mnist-mlp-UNITS",
              "mnist-mlp-300",
              "one hidden layer over 28x28 pixels, 10 classes",
              "mnist-mlp-([0-9]{1,4})",
              (net, p) -> List.of(Architecture.mnistMlp(net, units(p.apply(1))))));

  private Zoo() {}

  private static Family family(
      String form, String example, String title, String pattern, Definition definition) {
    return new Family(form, example, title, Pattern.compile(pattern), definition);
  }

  public static List<Family> families() {
    return FAMILIES;
  }

  /**
   * Writes a network as ONNX.
   *
   * @param name for example {@code mobilenetv2-0.35-144}
   * @throws ThimbleException T0801 for a name that no family has
   */
  public static void write(String name, Form form, long seed, Path file) throws IOException {
    Files.write(file, model(name, form, seed).toByteArray());
  }

  static ModelProto model(String name, Form form, long seed) {
    for (Family family : FAMILIES) {
      Matcher matcher = family.pattern().matcher(name);
      if (matcher.matches()) {
        ArchitectureBuilder net = new ArchitectureBuilder(name, seed, form);
        return net.build(
            family.definition().build(net, group -> Double.parseDouble(matcher.group(group))));
      }
    }
    throw new ThimbleException(
        Code.T0801,
        "the zoo has no \"" + name + "\"",
        "",
        "",
        "one of " + String.join(", ", FAMILIES.stream().map(Family::form).toList()));
  }

  private static List<Tensor> coDeNet(
      ArchitectureBuilder net, Function<Integer, Double> parameter, boolean pooled) {
    double width = parameter.apply(1);
    int resolution = resolution(parameter.apply(2));
    if (!CoDeNet.knows(width) || resolution % 32 != 0) {
      throw outOfRange(
          "CoDeNet has a width of 0.5, 1.0, 1.5 or 2.0 and a resolution of a multiple of 32, not "
              + width
              + " and "
              + resolution);
    }
    return CoDeNet.of(net, width, resolution, pooled);
  }

  private static double width(double width) {
    if (width <= 0 || width > LARGEST_WIDTH) {
      throw outOfRange("a width multiplier lies in (0, 4], not at " + width);
    }
    return width;
  }

  private static int resolution(double resolution) {
    if (resolution < 32 || resolution > LARGEST_RESOLUTION) {
      throw outOfRange("a resolution lies in [32, 1024], not at " + (long) resolution);
    }
    return (int) resolution;
  }

  private static int units(double units) {
    if (units < 1) {
      throw outOfRange("a layer has at least 1 unit");
    }
    return (int) units;
  }

  private static ThimbleException outOfRange(String what) {
    return new ThimbleException(Code.T0801, what, "", "", "a name such as mobilenetv2-0.35-144");
  }
}
