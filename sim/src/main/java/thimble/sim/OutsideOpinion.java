package thimble.sim;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.codegen.Compiler;
import thimble.frontend.data.Npy;
import thimble.ir.Code;
import thimble.ir.Graph;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.ThimbleException;
import thimble.ir.run.Ports;
import thimble.sim.Verification.Against;
import thimble.sim.Verification.Check;

/**
 * Holds the reference's results against ONNX Runtime's, or against expected vectors. Of a network
 * that was made to end in ArgMax these are the scores: its index must be that of a largest one.
 */
public final class OutsideOpinion {
  private final Compiler.Request request;
  private final Graph graph;

  /** The network with the model's own ending, which outsiders know. */
  private final Graph scored;

  private final List<Samples.Sample> samples;
  private final List<List<TensorData>> reference;

  private OutsideOpinion(
      Compiler.Request request,
      Graph graph,
      List<Samples.Sample> samples,
      List<List<TensorData>> reference) {
    this.request = request;
    this.graph = graph;
    this.scored =
        request.ending() == Compiler.Ending.SCORES
            ? graph
            : Compiler.graph(request.withEnding(Compiler.Ending.SCORES));
    this.samples = samples;
    this.reference = reference;
  }

  /**
   * @param reference outputs of every sample
   * @param inputs directory of the samples, where they came from one
   */
  public static List<Check> ask(
      Against against,
      Compiler.Request request,
      Graph graph,
      List<Samples.Sample> samples,
      List<List<TensorData>> reference,
      Optional<Path> inputs) {
    if (against == Against.REFERENCE) {
      return List.of();
    }
    OutsideOpinion opinion = new OutsideOpinion(request, graph, samples, reference);
    return switch (against) {
      case REFERENCE -> List.of();
      case ONNXRUNTIME -> List.of(opinion.onnxRuntime());
      case EXPECTED -> opinion.expected(inputs);
    };
  }

  private Check onnxRuntime() {
    request.progress().accept("running ONNX Runtime");
    Comparison comparison = new Comparison();
    int sameClass = 0;
    boolean quantized =
        scored.outputs().stream().anyMatch(port -> port.value().type().isQuantized());
    try (OnnxRuntime session = OnnxRuntime.open(request.model(), request.imports().constants())) {
      for (int i = 0; i < samples.size(); i++) {
        List<TensorData> ours = new ArrayList<>();
        for (int output = 0; output < graph.outputs().size(); output++) {
          ours.add(Ports.toModel(graph.outputs().get(output), reference.get(i).get(output)));
        }
        List<TensorData> theirs = session.run(graph.sources(), samples.get(i).model());
        if (Choices.areMade(graph, scored)) {
          theirs = List.of(Choices.expected(graph, scored, ours.get(0), theirs.get(0)));
        }
        Difference first = Difference.between(ours.get(0), theirs.get(0));
        boolean same = Choices.areMade(graph, scored) ? first.isExact() : first.sameArgmax();
        sameClass += same ? 1 : 0;
        comparison.add(ours, theirs);
      }
    }
    String remark = "same argmax on " + sameClass + " of " + samples.size();
    // Rounding differs between the two: a quantized network is told, not judged, by its distance.
    return quantized
        ? comparison.told("reference ~ ONNX Runtime (it rounds in float)", remark)
        : comparison.within("reference = ONNX Runtime", Verification.FLOAT_TOLERANCE, remark);
  }

  private List<Check> expected(Optional<Path> inputs) {
    Path directory =
        inputs.orElseThrow(
            () ->
                new ThimbleException(
                    Code.T0602,
                    "no expected vectors",
                    "",
                    "--inputs is not given",
                    "--inputs DIR with expected_*_K.npy"));
    Comparison exact = new Comparison();
    Comparison near = new Comparison();
    for (int i = 0; i < samples.size(); i++) {
      for (int output = 0; output < graph.outputs().size(); output++) {
        Optional<Path> file =
            Samples.expected(directory, request.model(), scored, samples.get(i).number(), output);
        if (file.isPresent()) {
          compare(
              graph.outputs().get(output), reference.get(i).get(output), file.get(), exact, near);
        }
      }
    }
    if (exact.count() + near.count() == 0) {
      throw new ThimbleException(
          Code.T0602,
          "no expected vectors",
          directory.toString(),
          "no file expected_*_K.npy fits the model",
          "");
    }
    List<Check> checks = new ArrayList<>();
    if (exact.count() > 0) {
      checks.add(exact.exactly("reference = expected vectors"));
    }
    if (near.count() > 0) {
      checks.add(near.within("reference = expected vectors", Verification.FLOAT_TOLERANCE, ""));
    }
    return checks;
  }

  /** Expected vectors hold the model's own order of axes: integers stored, or floats. */
  private void compare(Port port, TensorData value, Path file, Comparison exact, Comparison near) {
    TensorData expected = Npy.read(file).data();
    if (Choices.areMade(graph, scored)) {
      requireFit(scored.outputs().get(0), expected.count(), file);
      TensorData ours = Ports.toModel(port, value);
      exact.add(List.of(ours), List.of(Choices.expected(graph, scored, ours, expected)));
      return;
    }
    boolean stored = expected.element() == value.element() && !value.element().isFloat();
    Port plain =
        new Port(
            port.value(),
            port.modelName(),
            port.modelShape(),
            port.permutation(),
            !stored && port.floatInModel());
    TensorData ours = Ports.toModel(plain, value);
    requireFit(port, expected.count(), file);
    (stored ? exact : near).add(List.of(ours), List.of(expected));
  }

  private static void requireFit(Port port, int count, Path file) {
    if (port.value().type().count() != count) {
      throw new ThimbleException(
          Code.T0602,
          "an expected vector does not fit the model",
          file.toString(),
          count + " elements, but \"" + port.modelName() + "\" has " + port.value().type().count(),
          "");
    }
  }
}
