package thimble.codegen.hls;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import thimble.codegen.Compiler;
import thimble.ir.Code;
import thimble.ir.Graph;
import thimble.ir.ThimbleException;
import thimble.planner.dataflow.Clock;
import thimble.planner.dataflow.Depths;
import thimble.planner.dataflow.Design;
import thimble.planner.dataflow.DesignBuilder;
import thimble.planner.dataflow.Folder;
import thimble.planner.dataflow.LargeBlocks;
import thimble.targets.Devices;
import thimble.targets.Fpga;
import thimble.targets.hls.Folding;
import thimble.targets.hls.Stage;

/** The design that reaches a goal on a device, or what to say where there is none. */
final class HlsSearch {
  private static final int MOST_TRIES = 6;

  /** Designs with sized streams that are looked at, of those that would fit without. */
  private static final int MOST_SIZED = 3;

  private final Graph graph;
  private final Fpga fpga;
  private final HlsCompiler.Goal goal;
  private final Consumer<String> progress;
  private final Map<Integer, Stage> stages;
  private final Folder folder;

  HlsSearch(Graph graph, Fpga fpga, HlsCompiler.Goal goal, Compiler.Request request) {
    this.graph = graph;
    this.fpga = fpga;
    this.goal = goal;
    this.progress = request.progress();
    progress.accept("folding " + graph.nodes().size() + " layers");
    DeformLimits.require(graph, fpga);
    this.stages = DesignBuilder.stages(graph);
    this.folder = Folder.of(graph, stages);
  }

  HlsCompiler.Hardware hardware() {
    if (goal.multipliers().isPresent()) {
      return hardware(ofMultipliers(goal.multipliers().getAsInt()));
    }
    if (goal.fps().isPresent()) {
      double fps = goal.fps().getAsDouble();
      Design design = within((long) Math.floor(fpga.clockHz() / fps));
      requireFast(design, fps);
      return hardware(design);
    }
    return fastest();
  }

  private Design ofMultipliers(int multipliers) {
    Design design = atMost(multipliers);
    if (design.multipliers() > multipliers) {
      throw new ThimbleException(
          Code.T0404,
          "the network needs more multipliers",
          "",
          design.multipliers() + " at the least, one for each layer; " + multipliers + " allowed",
          "raise --multipliers to " + design.multipliers());
    }
    goal.fps().ifPresent(fps -> requireFast(design, fps));
    return design;
  }

  /** The most multipliers that fit, and streams that do. */
  private HlsCompiler.Hardware fastest() {
    Design design = largest(2 * fpga.dsp()).orElseGet(() -> atMost(0));
    HlsCompiler.Hardware sized = null;
    for (int i = 0; i < MOST_SIZED && Fit.exceeded(design, fpga).isEmpty(); i++) {
      sized = sized(design);
      if (Fit.exceeded(sized.design(), fpga).isEmpty()) {
        return sized;
      }
      Optional<Design> smaller = largest(design.multipliers() * 3 / 4);
      if (smaller.isEmpty()) {
        break;
      }
      design = smaller.get();
    }
    throw refusal(sized == null ? design : sized.design(), false);
  }

  /** With its streams, where it fits. */
  private HlsCompiler.Hardware hardware(Design design) {
    if (!Fit.exceeded(design, fpga).isEmpty()) {
      throw refusal(design, true);
    }
    HlsCompiler.Hardware sized = sized(design);
    if (!Fit.exceeded(sized.design(), fpga).isEmpty()) {
      throw refusal(sized.design(), true);
    }
    return sized;
  }

  /** Streams as they are wanted; the shortest ones where only these fit. */
  private HlsCompiler.Hardware sized(Design design) {
    progress.accept("sizing " + design.streams().size() + " streams");
    if (goal.streams() == HlsCompiler.Streams.FAST) {
      Design fast = LargeBlocks.assigned(Depths.unhindered(design, progress), fpga);
      if (Fit.exceeded(fast, fpga).isEmpty()) {
        return counted(fast, List.of());
      }
    }
    Design least = LargeBlocks.assigned(Depths.minimal(design, progress), fpga);
    return counted(
        least,
        goal.streams() == HlsCompiler.Streams.MINIMAL
            ? List.of()
            : List.of("streams are as short as they can be: those that cost no time do not fit"));
  }

  private HlsCompiler.Hardware counted(Design design, List<String> notes) {
    progress.accept("counting cycles");
    return new HlsCompiler.Hardware(design, fpga, Clock.run(design), design.resources(fpga), notes);
  }

  private Design atMost(int multipliers) {
    progress.accept("folding for " + multipliers + " multipliers");
    return build(folder.atMost(multipliers), fpga);
  }

  private Design within(long interval) {
    return build(folder.foldings(interval), fpga);
  }

  /** With weights side by side as far as the device's multipliers are wide. */
  private Design build(Map<Integer, Folding> chosen, Fpga device) {
    Map<Integer, Folding> wide = new LinkedHashMap<>();
    chosen.forEach((node, folding) -> wide.put(node, folding.withPort(device.dspPorts().get(0))));
    return LargeBlocks.assigned(DesignBuilder.build(graph, stages, wide, goal.ports()), device);
  }

  /** The most multipliers, up to a number, with which the design fits but for its streams. */
  private Optional<Design> largest(int most) {
    int low = 0;
    int high = most;
    Optional<Design> best = Optional.empty();
    for (int i = 0; i < MOST_TRIES && low < high; i++) {
      int middle = i == 0 ? Math.min(most, fpga.dsp() * 3 / 4) : (low + high + 1) / 2;
      Design design = atMost(middle);
      if (Fit.exceeded(design, fpga).isEmpty() && design.multipliers() <= middle) {
        best = Optional.of(design);
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return best.or(() -> Optional.of(atMost(low(most))).filter(this::fits));
  }

  private int low(int most) {
    return Math.min(most, 1);
  }

  private boolean fits(Design design) {
    return Fit.exceeded(design, fpga).isEmpty();
  }

  private void requireFast(Design design, double fps) {
    long slowest = slowest(design);
    double reached = (double) fpga.clockHz() / slowest;
    if (reached >= fps) {
      return;
    }
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
            "%.0f inferences a second wanted, %.1f reached: %s takes %d cycles%s",
            fps,
            reached,
            limit.name(),
            slowest,
            goal.multipliers().isPresent()
                ? " with " + design.multipliers() + " multipliers"
                : " however it is folded"),
        nearestRate()
            .map(near -> "nearest that fits: " + near)
            .orElse("no rate fits " + fpga.label()));
  }

  private static long slowest(Design design) {
    return design.processes().stream()
        .mapToLong(process -> process.unit().estimate())
        .max()
        .orElse(1);
  }

  /** What is too much, of what, and what would fit. */
  private ThimbleException refusal(Design design, boolean smaller) {
    Optional<String> nearest = Optional.empty();
    if (smaller) {
      nearest = goal.multipliers().isPresent() ? nearestMultipliers() : nearestRate();
    }
    return new ThimbleException(
        Code.T0404,
        "the network does not fit " + fpga.label(),
        "",
        Fit.words(design, fpga),
        nearest
            .map(near -> "nearest that fits: " + near)
            .orElseGet(
                () ->
                    "no folding fits; "
                        + largerDevice()
                            .map(device -> "the smallest known device that holds it: " + device)
                            .orElse("no known device holds it")));
  }

  private Optional<String> nearestMultipliers() {
    int most = goal.multipliers().getAsInt() - 1;
    return largest(Math.min(most, 2 * fpga.dsp()))
        .map(this::sized)
        .filter(sized -> fits(sized.design()))
        .map(
            sized ->
                "--multipliers %d (%s)".formatted(sized.design().multipliers(), figures(sized)));
  }

  /** The shortest interval that fits, by halving. */
  private Optional<String> nearestRate() {
    List<Long> intervals = folder.intervals();
    int first = least(intervals.size(), i -> within(intervals.get(i)));
    for (int i = first; i < intervals.size() && i < first + MOST_SIZED; i++) {
      HlsCompiler.Hardware sized = sized(within(intervals.get(i)));
      if (fits(sized.design())) {
        double fps = Math.floor(10.0 * fpga.clockHz() / slowest(sized.design())) / 10;
        return Optional.of(String.format(Locale.ROOT, "--fps %.1f (%s)", fps, figures(sized)));
      }
    }
    return Optional.empty();
  }

  /** The first of so many designs, larger ones first, that fits; their number where none does. */
  private int least(int count, IntFunction<Design> designs) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) / 2;
      if (fits(designs.apply(middle))) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private String figures(HlsCompiler.Hardware sized) {
    return String.format(
        Locale.ROOT,
        "%d multipliers, %d DSP slices, %d blocks of 18 Kbit, %.1f inferences a second",
        sized.design().multipliers(),
        sized.resources().dsp(),
        sized.resources().bram18(),
        (double) fpga.clockHz() / sized.cycles().interval());
  }

  /** With as few multipliers as there can be. */
  private Optional<String> largerDevice() {
    Map<Integer, Folding> least = folder.atMost(0);
    return Devices.allOn(fpga).stream()
        .filter(device -> Fit.exceeded(build(least, device), device).isEmpty())
        .findFirst()
        .map(device -> "--device " + device.title().toLowerCase(Locale.ROOT));
  }
}
