package thimble.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import thimble.codegen.Compiler;
import thimble.codegen.ProjectDirectory;
import thimble.codegen.SourceTree;
import thimble.codegen.hls.HlsCompiler;
import thimble.codegen.hls.HlsReport;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.Graph;
import thimble.ir.ThimbleException;
import thimble.sim.Samples;
import thimble.sim.Verification;
import thimble.sim.hls.HlsVerification;
import thimble.targets.Fpga;

/** What the commands do where the target is an FPGA. */
final class FpgaFlow {
  /** Characters of a bar as long as the interval. */
  private static final int BAR = 12;

  /** Streams that are told of. */
  private static final int STREAMS = 5;

  private final Compiler.Request request;
  private final HlsCompiler.Hardware hardware;
  private final HlsReport report;
  private final PrintWriter out;

  private FpgaFlow(Compiler.Request request, HlsCompiler.Hardware hardware, PrintWriter out) {
    this.request = request;
    this.hardware = hardware;
    this.report = HlsCompiler.report(hardware, request);
    this.out = out;
  }

  /** Designs the hardware. */
  static FpgaFlow of(ModelOptions options, Fpga fpga, Optional<Path> inputs, Progress progress) {
    Compiler.Request request = options.request(progress);
    Graph graph = Compiler.graph(request);
    DeformText.print(options, request, graph, inputs);
    HlsCompiler.Goal goal = options.fpga.goal();
    return new FpgaFlow(request, HlsCompiler.design(graph, fpga, goal, request), options.console());
  }

  /** Writes the project. */
  void compile(Path directory, Path json, Progress progress) {
    SourceTree tree = HlsCompiler.emit(hardware, request);
    progress.accept("writing " + directory);
    ProjectDirectory.write(tree, directory);
    progress.clear();
    Json.write(json, report.json());
    print();
    out.printf("%nproject  %s (its README.md says how to build it)%n", directory);
    out.flush();
  }

  /** Prints what the design comes to. */
  void simulate(Path json, Path page, Progress progress) {
    progress.clear();
    if (page != null) {
      Json.write(page, HlsCompiler.page(hardware, request), "--report");
    }
    Json.write(json, report.json());
    print();
    out.flush();
  }

  /** Runs the emitted C++ and holds it against the reference. */
  void verify(
      Path directory,
      List<Samples.Sample> samples,
      Optional<Path> inputs,
      Verification.Against against,
      Path json,
      Progress progress) {
    SourceTree tree = HlsCompiler.emit(hardware, request);
    HlsVerification.Result result =
        HlsVerification.run(request, hardware.design(), tree, directory, samples, inputs, against);
    progress.clear();
    Json.write(json, report.json());
    print();
    out.println();
    out.printf(
        "C simulation, every process a thread, streams as deep as designed: %s on %d inputs%n",
        result.differing() == 0 ? "equal to the reference" : "DIFFERENT", samples.size());
    for (Verification.Check check : result.opinions()) {
      out.printf("%s: %s %s%n", check.what(), check.passed() ? "yes" : "DIFFERENT", check.remark());
    }
    out.println(result.passed() ? "verified" : "VERIFICATION FAILED");
    out.flush();
    if (!result.passed()) {
      throw new ThimbleException(
          List.of(
              new Diagnostic(
                  Code.T0601,
                  result.deadlock().isEmpty()
                      ? "results of the design differ from the reference"
                      : "the design deadlocks",
                  "",
                  result.deadlock().isEmpty()
                      ? result.differing()
                          + " bytes differ; the reference and the other opinion: above"
                      : String.join("; ", result.deadlock()),
                  "",
                  List.of())));
    }
  }

  Graph graph() {
    return hardware.design().graph();
  }

  private void print() {
    Fpga fpga = report.fpga();
    out.printf("%s for %s, %s (%s)%n%n", report.model(), fpga.name(), fpga.title(), fpga.part());
    Table table =
        new Table(
            List.of(
                "layer", "op", "output", "MACs", "pe", "simd", "mult", "cycles", "busy", "use",
                "DSP"));
    for (HlsReport.Layer layer : report.layers()) {
      table.row(
          List.of(
              layer.name(),
              layer.op(),
              layer.output(),
              Long.toString(layer.macs()),
              Integer.toString(layer.pe()),
              Integer.toString(layer.simd()),
              Integer.toString(layer.multipliers()),
              Long.toString(layer.cycles()),
              "#".repeat((int) Math.ceil((double) BAR * layer.cycles() / report.interval())),
              layer.multipliers() == 0 ? "-" : Math.round(100 * layer.use(report.interval())) + "%",
              Integer.toString(layer.resources().dsp())));
    }
    table.print(out);
    out.println();
    Table takes = new Table(List.of("", "takes", "of"));
    takes
        .row(List.of("multipliers", Integer.toString(report.multipliers()), ""))
        .row(of("DSP slices", report.resources().dsp(), fpga.dsp()))
        .row(of("blocks of 18 Kbit", report.resources().bram18(), fpga.bram18()));
    if (fpga.uram() > 0) {
      takes.row(of("blocks of 288 Kbit", report.resources().uram(), fpga.uram()));
    }
    takes.row(of("look-up tables (about)", report.resources().lut(), fpga.lut())).print(out);
    out.printf(
        Locale.ROOT,
        "%nlatency   %d cycles, %.3f ms at %d MHz%ninterval  %d cycles, %.1f inferences a second%n",
        report.latency(),
        report.milliseconds(),
        fpga.clockHz() / 1_000_000,
        report.interval(),
        report.fps());
    out.printf("balance   %s%n", report.balance());
    out.printf("roofline  %s%n", HlsCompiler.roofline(hardware, request).sentence());
    out.printf("streams   %s%n", streams());
    hardware.notes().forEach(note -> out.printf("note      %s%n", note));
  }

  /** How many, and the largest. */
  private String streams() {
    String largest =
        report.streams().stream()
            .filter(stream -> stream.depth() > 2)
            .sorted(Comparator.comparingLong(stream -> -(long) stream.width() * stream.depth()))
            .limit(STREAMS)
            .map(
                stream ->
                    "%s %d x %d bits".formatted(stream.name(), stream.depth(), stream.width()))
            .collect(Collectors.joining(", "));
    return report.streams().size()
        + (largest.isEmpty() ? ", none deeper than 2 words" : "; largest: " + largest);
  }

  private static List<String> of(String what, int takes, int all) {
    return List.of(what, Integer.toString(takes), Integer.toString(all));
  }
}
