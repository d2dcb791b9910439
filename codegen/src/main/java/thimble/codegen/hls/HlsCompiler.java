package thimble.codegen.hls;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import thimble.codegen.Compiler;
import thimble.codegen.SourceTree;
import thimble.codegen.ToolVersion;
import thimble.codegen.c.CText;
import thimble.ir.Code;
import thimble.ir.Graph;
import thimble.ir.ThimbleException;
import thimble.planner.dataflow.Clock;
import thimble.planner.dataflow.Depths;
import thimble.planner.dataflow.Design;
import thimble.planner.dataflow.DesignBuilder;
import thimble.planner.dataflow.Folder;
import thimble.targets.Fpga;
import thimble.targets.hls.Folding;
import thimble.targets.hls.Resources;
import thimble.targets.hls.Stage;

/** The way of a model into hardware: {@code Graph -> Design -> SourceTree}. */
public final class HlsCompiler {
  /** Share of a device's look-up tables that a design can take and still be routed. */
  private static final double ROUTABLE = 0.8;

  private static final int MOST_TRIES = 6;

  private HlsCompiler() {}

  /**
   * What the design is to reach.
   *
   * @param fps inferences a second at the least
   * @param multipliers products a cycle at the most
   * @param streams how deep streams are
   */
  public record Goal(OptionalDouble fps, OptionalInt multipliers, Streams streams) {}

  /** How deep streams are. */
  public enum Streams {
    /** So deep that they cost no time. */
    FAST,
    /** None a word deeper than it takes not to deadlock. */
    MINIMAL
  }

  /**
   * A design and what it comes to.
   *
   * @param cycles of one inference
   */
  public record Hardware(Design design, Fpga fpga, Clock.Cycles cycles, Resources resources) {}

  /**
   * Folds a network for a device and sizes its streams.
   *
   * @throws ThimbleException T0201 for operators that cannot stream, T0404 where nothing that fits
   *     reaches the goal
   */
  public static Hardware design(Graph graph, Fpga fpga, Goal goal, Compiler.Request request) {
    request.progress().accept("folding " + graph.nodes().size() + " layers");
    Map<Integer, Stage> stages = DesignBuilder.stages(graph);
    Design design =
        goal.multipliers().isPresent() || goal.fps().isPresent()
            ? wanted(graph, stages, fpga, goal)
            : largest(graph, stages, fpga, request);
    request.progress().accept("sizing " + design.streams().size() + " streams");
    Design sized =
        goal.streams() == Streams.MINIMAL
            ? Depths.minimal(design, request.progress())
            : Depths.unhindered(design, request.progress());
    Resources resources = sized.resources(fpga);
    requireFits(resources, fpga, sized.multipliers());
    request.progress().accept("counting cycles");
    return new Hardware(sized, fpga, Clock.run(sized), resources);
  }

  private static Design wanted(Graph graph, Map<Integer, Stage> stages, Fpga fpga, Goal goal) {
    if (goal.multipliers().isPresent()) {
      int multipliers = goal.multipliers().getAsInt();
      Design design = build(graph, stages, fpga, Folder.atMost(graph, stages, multipliers));
      if (design.multipliers() > multipliers) {
        throw new ThimbleException(
            Code.T0404,
            "the network needs more multipliers",
            "",
            design.multipliers() + " at the least, one for each layer; " + multipliers + " allowed",
            "raise --multipliers to " + design.multipliers());
      }
      return requireFast(design, fpga, goal.fps());
    }
    long interval = (long) Math.floor(fpga.clockHz() / goal.fps().getAsDouble());
    return requireFast(
        build(graph, stages, fpga, Folder.within(graph, stages, interval)), fpga, goal.fps());
  }

  /** With weights side by side as far as the device's multipliers are wide. */
  private static Design build(
      Graph graph, Map<Integer, Stage> stages, Fpga fpga, Map<Integer, Folding> chosen) {
    Map<Integer, Folding> wide = new LinkedHashMap<>();
    chosen.forEach((node, folding) -> wide.put(node, folding.withPort(fpga.dspPorts().get(0))));
    return DesignBuilder.build(graph, stages, wide);
  }

  private static Design requireFast(Design design, Fpga fpga, OptionalDouble fps) {
    long slowest =
        design.processes().stream().mapToLong(process -> process.unit().estimate()).max().orElse(1);
    double reached = (double) fpga.clockHz() / slowest;
    if (fps.isPresent() && reached < fps.getAsDouble()) {
      Design.Process limit =
          design.processes().stream()
              .filter(process -> process.unit().estimate() == slowest)
              .findFirst()
              .orElseThrow();
      throw new ThimbleException(
          Code.T0404,
          "the network does not reach the rate",
          limit.name(),
          String.format(
              Locale.ROOT,
              "%.0f inferences a second wanted, %.1f reached: %s takes %d cycles however it is"
                  + " folded",
              fps.getAsDouble(),
              reached,
              limit.name(),
              slowest),
          "ask for a lower --fps");
    }
    return design;
  }

  /** The most multipliers that fit the device. */
  private static Design largest(
      Graph graph, Map<Integer, Stage> stages, Fpga fpga, Compiler.Request request) {
    int low = 0;
    int high = 2 * fpga.dsp();
    Design best = null;
    for (int i = 0; i < MOST_TRIES && low < high; i++) {
      int middle = i == 0 ? fpga.dsp() * 3 / 4 : (low + high + 1) / 2;
      request.progress().accept("folding for " + middle + " multipliers");
      Design design = build(graph, stages, fpga, Folder.atMost(graph, stages, middle));
      if (exceeded(design.resources(fpga), fpga).isEmpty() && design.multipliers() <= middle) {
        best = design;
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return best != null ? best : build(graph, stages, fpga, Folder.atMost(graph, stages, low));
  }

  /** What a device has less of than a design takes, in words. */
  private static List<String> exceeded(Resources resources, Fpga fpga) {
    List<String> words = new ArrayList<>();
    if (resources.dsp() > fpga.dsp()) {
      words.add(resources.dsp() + " DSP slices of " + fpga.dsp());
    }
    if (resources.bram18() > fpga.bram18()) {
      words.add(resources.bram18() + " blocks of 18 Kbit of " + fpga.bram18());
    }
    if (resources.lut() > fpga.lut() * ROUTABLE) {
      words.add(
          resources.lut()
              + " look-up tables of "
              + fpga.lut()
              + " (of which "
              + Math.round(ROUTABLE * 100)
              + " % can be routed)");
    }
    return words;
  }

  private static void requireFits(Resources resources, Fpga fpga, int multipliers) {
    List<String> exceeded = exceeded(resources, fpga);
    if (!exceeded.isEmpty()) {
      throw new ThimbleException(
          Code.T0404,
          "the network does not fit " + fpga.name(),
          "",
          String.join("; ", exceeded) + ", with " + multipliers + " multipliers",
          "fewer --multipliers, a lower --fps, --streams minimal, or a larger device");
    }
  }

  /** What the design comes to. */
  public static HlsReport report(Hardware hardware, Compiler.Request request) {
    return HlsReport.of(
        hardware, request.model().getFileName().toString(), hardware.design().graph().name());
  }

  /** The generated project. */
  public static SourceTree emit(Hardware hardware, Compiler.Request request) {
    request.progress().accept("writing the project");
    List<String> head = new ArrayList<>();
    head.add(
        "Generated by Thimble " + ToolVersion.text() + "; changes are lost when it runs again.");
    head.add("model   " + CText.comment(request.model().getFileName().toString()));
    head.add("target  " + hardware.fpga().name());
    if (!request.arguments().isEmpty()) {
      head.add("options " + CText.comment(String.join(" ", request.arguments())));
    }
    return HlsProject.emit(hardware, head, request.model().getFileName().toString());
  }
}
