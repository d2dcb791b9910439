package thimble.codegen.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a compilation came to, in the fields of {@code report.json}: a contract with scripts
 * (docs/architecture.md). All sizes in bytes. What only a run can tell is empty until it is merged
 * in with the {@code with} methods.
 *
 * @param model the model's file name
 * @param network prefix of the generated C's names
 * @param macs multiply-accumulates of one inference
 * @param recomputedMacs those of them that a strip or patch computes twice
 * @param instructions of one inference, where run in the emulator
 * @param leastPerMac instructions that a multiply-accumulate of bytes takes at least on the
 *     target's processor; empty for the host
 */
public record Report(
    String model,
    String target,
    String toolVersion,
    String network,
    long macs,
    long recomputedMacs,
    Ram ram,
    Flash flash,
    OptionalLong instructions,
    OptionalDouble leastPerMac,
    List<Edge> inputs,
    List<Edge> outputs,
    List<Layer> layers,
    PlanSummary plan) {

  /**
   * @param peak everything live at once: activations, rings, scratch, and what is there of the
   *     inputs
   * @param input what is there of the inputs at most
   * @param inputRows whether inputs come by rows, and are never there as a whole
   * @param stack measured where run
   * @param lowerBound no plan with this order and these views needs less
   * @param layerByLayer what the same model needs without fusion and views
   * @param budget what the arena may take: the user's limit, otherwise the board's memory
   */
  public record Ram(
      long peak,
      long arena,
      long scratch,
      long input,
      boolean inputRows,
      OptionalLong stack,
      long lowerBound,
      long layerByLayer,
      OptionalLong budget) {}

  /**
   * @param weights all constant arrays
   * @param code everything else in flash, known once linked
   */
  public record Flash(long weights, OptionalLong code) {}

  /**
   * An input or output as the firmware holds it.
   *
   * @param name in the model
   * @param type element type: {@code s8}
   * @param shape in the firmware
   * @param modelShape in the model
   * @param permutation axes of the model's tensor in the firmware's order; empty for none
   * @param floatInModel whether the model's own tensor is float and quantization lies outside
   */
  public record Edge(
      String name,
      String type,
      List<Integer> shape,
      long bytes,
      List<Integer> modelShape,
      List<Integer> permutation,
      boolean floatInModel,
      Optional<Float> scale,
      OptionalInt zeroPoint) {
    public Edge {
      shape = List.copyOf(shape);
      modelShape = List.copyOf(modelShape);
      permutation = List.copyOf(permutation);
    }
  }

  /**
   * One layer: a node that runs.
   *
   * @param name of the first model node it stands for, cleaned; a tool that traces finds the layer
   *     by its index
   * @param input type of its first operand: {@code s8[1x48x48x16]}
   * @param output type of its first result
   * @param macs multiply-accumulates of one inference, those counted that are computed again
   * @param recomputedMacs those of them that a strip or patch computes again
   * @param instructions executed in one inference, where measured
   * @param predicted the same as the kernels' cost models say; empty for the host
   * @param weights bytes of constants that no earlier layer has brought in already
   * @param scratch bytes of the kernel's working memory
   */
  public record Layer(
      String name,
      String op,
      String kernel,
      String input,
      String output,
      long macs,
      long recomputedMacs,
      OptionalLong instructions,
      OptionalLong predicted,
      long weights,
      long scratch) {
    Layer withInstructions(long count) {
      return new Layer(
          name,
          op,
          kernel,
          input,
          output,
          macs,
          recomputedMacs,
          OptionalLong.of(count),
          predicted,
          weights,
          scratch);
    }
  }

  /** How the plan runs. */
  public record PlanSummary(List<Stage> stages) {
    public PlanSummary {
      stages = List.copyOf(stages);
    }
  }

  /**
   * One step of the plan.
   *
   * @param kind {@code layer}: one layer over its whole output; {@code stream}: several layers,
   *     interleaved row by row; {@code receive}, {@code deliver}: an input's rows come, an output's
   *     rows go, one after another
   * @param layers indices into {@code layers}
   * @param live bytes of the arena in use while it runs, at most
   * @param firstStep in the plan's time
   * @param steps how many: one for a layer, one for each row of a stream
   */
  public record Stage(String kind, List<Integer> layers, long live, int firstStep, int steps) {
    public Stage {
      layers = List.copyOf(layers);
    }
  }

  public Report {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    layers = List.copyOf(layers);
  }

  /** With the stack's depth as a run measured it. */
  public Report withStack(long bytes) {
    return with(
        new Ram(
            ram.peak,
            ram.arena,
            ram.scratch,
            ram.input,
            ram.inputRows,
            OptionalLong.of(bytes),
            ram.lowerBound,
            ram.layerByLayer,
            ram.budget),
        flash,
        instructions,
        layers);
  }

  /** With the size of what the linker put into flash beside the weights. */
  public Report withCode(long bytes) {
    return with(ram, new Flash(flash.weights, OptionalLong.of(bytes)), instructions, layers);
  }

  /** With the executed instructions of one inference. */
  public Report withInstructions(long count) {
    return with(ram, flash, OptionalLong.of(count), layers);
  }

  /** Instructions of one inference as the kernels' cost models say; empty for the host. */
  public OptionalLong predicted() {
    return !layers.isEmpty() && layers.stream().allMatch(layer -> layer.predicted().isPresent())
        ? OptionalLong.of(layers.stream().mapToLong(layer -> layer.predicted().getAsLong()).sum())
        : OptionalLong.empty();
  }

  /** With the executed instructions of each layer. */
  public Report withLayerInstructions(List<Long> counts) {
    if (counts.size() != layers.size()) {
      throw new IllegalArgumentException(
          counts.size() + " counts for " + layers.size() + " layers");
    }
    List<Layer> measured = new ArrayList<>();
    for (int i = 0; i < counts.size(); i++) {
      measured.add(layers.get(i).withInstructions(counts.get(i)));
    }
    return with(ram, flash, instructions, measured);
  }

  private Report with(Ram newRam, Flash newFlash, OptionalLong count, List<Layer> newLayers) {
    return new Report(
        model,
        target,
        toolVersion,
        network,
        macs,
        recomputedMacs,
        newRam,
        newFlash,
        count,
        leastPerMac,
        inputs,
        outputs,
        newLayers,
        plan);
  }
}
