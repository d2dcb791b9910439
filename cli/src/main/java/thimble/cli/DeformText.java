package thimble.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import thimble.codegen.Compiler;
import thimble.ir.Code;
import thimble.ir.Graph;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.ThimbleException;
import thimble.ir.op.DeformConv2d;
import thimble.ir.op.DeformForm;
import thimble.ir.run.Evaluator;
import thimble.sim.Samples;

/** Says what {@code --deform} does to a model, measured on samples. */
final class DeformText {
  private static final int SAMPLES = 2;

  private DeformText() {}

  /**
   * @param formed the model as it will run
   * @param where the samples come from, for the reader
   * @param samples that both forms are run on
   * @throws ThimbleException T0801 where the model has no deformable convolution
   */
  static List<String> lines(
      Compiler.Request request, Graph formed, String where, List<Samples.Sample> samples) {
    DeformForm form = request.deform();
    Graph plain = Compiler.graph(request.withDeform(DeformForm.FULL));
    long count = plain.nodes().stream().filter(n -> n.op() instanceof DeformConv2d).count();
    if (count == 0) {
      throw new ThimbleException(
          Code.T0801,
          "--deform for a model without deformable convolutions",
          "",
          "0 of its " + plain.nodes().size() + " layers are any",
          "leave the option out");
    }
    List<String> lines = new ArrayList<>();
    List<String> words = new ArrayList<>();
    if (!form.bounds().isNone()) {
      words.add("offsets within [" + form.bounds().low() + ", " + form.bounds().high() + "] cells");
    }
    if (form.rounded()) {
      words.add("rounded to whole cells");
    }
    if (form.square()) {
      words.add("one for all taps of a pixel");
    }
    lines.add(
        "warning: --deform changes what the model computes: "
            + count
            + " deformable convolutions, "
            + String.join(", ", words));
    List<Error> errors = new ArrayList<>();
    plain.outputs().forEach(port -> errors.add(new Error()));
    for (Samples.Sample sample : samples.subList(0, Math.min(SAMPLES, samples.size()))) {
      List<TensorData> before = Evaluator.outputs(plain, sample.graph(plain));
      List<TensorData> after = Evaluator.outputs(formed, sample.graph(formed));
      for (int i = 0; i < errors.size(); i++) {
        errors.get(i).add(before.get(i), after.get(i), plain.outputs().get(i).value().type());
      }
    }
    for (int i = 0; i < errors.size(); i++) {
      lines.add(
          String.format(
              Locale.ROOT,
              "         output \"%s\" differs by %s, on %s",
              plain.outputs().get(i).modelName(),
              errors.get(i),
              where));
    }
    return lines;
  }

  /**
   * The same, printed, where the option was given.
   *
   * @param inputs directory of the samples; seeded noise without
   */
  static void print(
      ModelOptions options, Compiler.Request request, Graph formed, Optional<Path> inputs) {
    if (request.deform().isFull()) {
      return;
    }
    List<Samples.Sample> samples =
        inputs
            .map(directory -> Samples.read(directory, formed))
            .orElseGet(() -> Samples.random(formed, SAMPLES, 1));
    String where =
        inputs.isPresent()
            ? "samples of " + inputs.get().getFileName()
            : "seeded noise: --inputs of sim and verify measures it on real samples";
    PrintWriter out = options.console();
    lines(request, formed, where, samples).forEach(out::println);
    out.println();
    out.flush();
  }

  /** Between two tensors, in real numbers. */
  private static final class Error {
    private double signal;
    private double noise;
    private double largest;
    private double mean;
    private long count;

    void add(TensorData before, TensorData after, TensorType type) {
      for (int i = 0; i < before.count(); i++) {
        double a = real(before, type, i);
        double b = real(after, type, i);
        signal += a * a;
        noise += (a - b) * (a - b);
        largest = Math.max(largest, Math.abs(a - b));
        mean += Math.abs(a - b);
        count++;
      }
    }

    private static double real(TensorData data, TensorType type, int index) {
      return type.isQuantized()
          ? ((double) data.integer(index) - type.quant().zeroPoint()) * type.quant().scale()
          : data.real(index);
    }

    @Override
    public String toString() {
      String ratio =
          noise == 0
              ? "nothing"
              : String.format(
                  Locale.ROOT, "%.1f dB signal to noise", 10 * Math.log10(signal / noise));
      return ratio
          + String.format(
              Locale.ROOT, ", %.4g on average, %.4g at the most", mean / count, largest);
    }
  }
}
