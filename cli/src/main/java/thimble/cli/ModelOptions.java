package thimble.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import thimble.codegen.Compiler;
import thimble.codegen.report.Report;
import thimble.frontend.ImportOptions;
import thimble.ir.Graph;
import thimble.ir.custom.CustomOperators;
import thimble.ir.op.DeformForm;
import thimble.ir.pass.FormDeformable;
import thimble.ir.pass.PassPipeline;
import thimble.ir.sequence.Sequence;
import thimble.ir.text.GraphPrinter;
import thimble.planner.Plan;
import thimble.targets.Board;
import thimble.targets.Boards;
import thimble.targets.Fpga;
import thimble.targets.Fpgas;
import thimble.targets.KernelLibraries;

/** What every command that takes a model understands. */
final class ModelOptions {
  @Parameters(index = "0", paramLabel = "MODEL", description = "the ONNX file")
  Path model;

  @Option(
      names = {"-t", "--target"},
      paramLabel = "T",
      description = "the board, or host (default); thimble targets lists them")
  String target = "host";

  @Mixin private ShapeOptions shapes;

  @Mixin private ConstantOptions constants;

  @Option(
      names = "--op",
      paramLabel = "FILE.java",
      description = "an operator of your own (docs/custom-operators.md); may be repeated")
  List<Path> operators = new ArrayList<>();

  enum Io {
    QUANTIZED,
    FLOAT
  }

  @Option(
      names = "--io",
      paramLabel = "quantized|float",
      description =
          "what the firmware takes and gives where the model's edge is float but its inside quantized (default: quantized)")
  Io io = Io.QUANTIZED;

  @Option(
      names = "--input",
      paramLabel = "resident|rows|frames",
      description =
          "where inputs are: resident in the arena (default); handed in row by row and kept only as far as they are"
              + " needed; frames of a sequence, of which a run takes the new ones only. What is there of them is counted"
              + " in every RAM figure")
  Compiler.Edge input = Compiler.Edge.RESIDENT;

  @Mixin private StateOptions states = new StateOptions();

  enum Output {
    RESIDENT,
    ROWS,
    ARGMAX
  }

  @Option(
      names = "--output",
      paramLabel = "resident|rows|argmax",
      split = ",",
      description =
          "where outputs of several rows are: resident in the arena after a run (default), or handed out row by row;"
              + " argmax: the output is the index of the largest score, without softmax or sigmoid (rows,argmax: both)")
  List<Output> output = List.of(Output.RESIDENT);

  @Option(
      names = "--kernels",
      paramLabel = "LIBRARY",
      description =
          "where kernels come from: auto (default) takes the fastest for the target's processor; portable, cortexm; cmsisnn calls CMSIS-NN where it can, whose"
              + " sources the environment variable CMSIS_NN_DIR names")
  String kernels = KernelLibraries.AUTO;

  @Option(
      names = "--explain",
      description = "say which library each layer's kernel comes from, and why not another")
  boolean explain;

  @Option(
      names = "--optimize",
      paramLabel = "ram|balanced|time",
      description =
          "balanced (default): layers run interleaved, row by row, where that needs less RAM, and nothing is computed twice;"
              + " ram: some is computed twice, in strips, where that needs less RAM, for at most 1.5 times the MACs, and loops"
              + " are small code; time: every layer over its whole output, loops written out. With --ram each gives way as far as the budget asks for")
  Compiler.Optimize optimize = Compiler.Optimize.BALANCED;

  @Option(
      names = "--ram",
      paramLabel = "N[K]",
      description =
          "bytes of RAM that the plan may take: the fastest plan that fits is taken, in strips where nothing else does; exit"
              + " code 3 where none is found")
  String ram;

  @Option(
      names = "--flash",
      paramLabel = "N[K]",
      description = "fail with exit code 3 where weights and code need more bytes of flash")
  String flash;

  @Option(
      names = "--dump-after",
      paramLabel = "PASS",
      description = "print the graph after this pass (or \"import\", or \"all\") to standard error")
  String dumpAfter;

  @Option(names = "--quiet", description = "no report and no progress, only errors")
  boolean quiet;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "write the report there too, machine-readable")
  Path json;

  @Mixin FpgaOptions fpga = new FpgaOptions();

  @Mixin DeformOptions deform = new DeformOptions();

  private Optional<Sequence> sequence = Optional.empty();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** The board with an FPGA that the target is, if it is one. */
  Optional<Fpga> device() {
    Optional<Fpga> board = Fpgas.find(target);
    if (board.isEmpty()) {
      fpga.requireNone(target);
    }
    return board.map(fpga::on);
  }

  /** The board that firmware is made for; what only concerns firmware is the host's on an FPGA. */
  Board board() {
    return device().isPresent() ? Boards.host() : Boards.find(target);
  }

  /** Prints the report, and what else was asked for. */
  void print(Report report, Plan plan, Compiler.Request request) {
    ReportText.print(report, console());
    sequence.ifPresent(it -> SequenceText.print(it, console()));
    if (explain && !quiet) {
      Explanation.print(plan, request, console());
    }
  }

  /** What became of a model that takes frames; once its graph is made. */
  Optional<Sequence> sequence() {
    return sequence;
  }

  Compiler.Request request(Progress progress) {
    if (output.contains(Output.RESIDENT) && output.contains(Output.ROWS)) {
      throw usage("--output is resident or rows, not both");
    }
    if (device().isPresent() && keepsStates()) {
      throw usage(
          "a design for an FPGA keeps nothing between two images: no --input frames, no --state");
    }
    ImportOptions imports =
        ImportOptions.NONE
            .withShapes(shapes.shapes())
            .withConstants(constants.constants())
            .withOperators(CustomOperators.load(operators));
    PassPipeline.IoMode mode =
        io == Io.FLOAT ? PassPipeline.IoMode.FLOAT : PassPipeline.IoMode.QUANTIZED;
    return new Compiler.Request(
        model,
        board(),
        imports,
        mode,
        KernelLibraries.named(kernels, board().core()),
        bytes("--ram", ram),
        bytes("--flash", flash),
        optimize,
        input,
        output.contains(Output.ROWS) ? Compiler.Edge.ROWS : Compiler.Edge.RESIDENT,
        ending(),
        states.options(),
        deform.form(),
        arguments(),
        found -> sequence = Optional.of(found),
        observer(mode),
        progress);
  }

  /** Whether something is kept from run to run. */
  boolean keepsStates() {
    return input == Compiler.Edge.FRAMES || states.isGiven();
  }

  private Compiler.Ending ending() {
    return output.contains(Output.ARGMAX) ? Compiler.Ending.ARGMAX : Compiler.Ending.SCORES;
  }

  /** The console, or nowhere under {@code --quiet}. */
  PrintWriter console() {
    return quiet ? new PrintWriter(java.io.Writer.nullWriter()) : spec.commandLine().getOut();
  }

  /** The options that shape the result, as generated files quote them: never paths. */
  private List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    shapes.texts().forEach(shape -> arguments.add("--shape " + shape));
    operators.forEach(file -> arguments.add("--op " + file.getFileName()));
    if (io == Io.FLOAT) {
      arguments.add("--io float");
    }
    if (input != Compiler.Edge.RESIDENT) {
      arguments.add("--input " + input.name().toLowerCase(java.util.Locale.ROOT));
    }
    arguments.addAll(states.texts());
    List<String> outputs =
        new TreeSet<>(output)
            .stream()
                .filter(it -> it != Output.RESIDENT)
                .map(it -> it.name().toLowerCase(java.util.Locale.ROOT))
                .toList();
    if (!outputs.isEmpty()) {
      arguments.add("--output " + String.join(",", outputs));
    }
    if (optimize != Compiler.Optimize.BALANCED) {
      arguments.add("--optimize " + optimize.name().toLowerCase(java.util.Locale.ROOT));
    }
    if (!kernels.equals(KernelLibraries.AUTO)) {
      arguments.add("--kernels " + kernels);
    }
    if (!deform.text().isEmpty()) {
      arguments.add(deform.text());
    }
    if (device().isPresent() && !fpga.text().isEmpty()) {
      arguments.add(fpga.text());
    }
    return arguments;
  }

  private BiConsumer<String, Graph> observer(PassPipeline.IoMode mode) {
    if (dumpAfter == null) {
      return (pass, graph) -> {};
    }
    PassPipeline standard = ending().passes(mode);
    DeformForm form = deform.form();
    PassPipeline passes = form.isFull() ? standard : standard.then(new FormDeformable(form));
    List<String> names = passes.names();
    if (!dumpAfter.equals("import") && !dumpAfter.equals("all") && !names.contains(dumpAfter)) {
      throw usage(
          "no pass is called \""
              + dumpAfter
              + "\"; there are import, "
              + String.join(", ", new java.util.LinkedHashSet<>(names)));
    }
    PrintWriter out = spec.commandLine().getErr();
    return (pass, graph) -> {
      if (dumpAfter.equals("all") || dumpAfter.equals(pass)) {
        out.println("// after " + pass);
        out.println(GraphPrinter.summary(graph));
        out.flush();
      }
    };
  }

  private OptionalLong bytes(String option, String text) {
    if (text == null) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(ByteCounts.parse(spec.commandLine(), option, text));
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }

  static Optional<Path> optional(Path path) {
    return Optional.ofNullable(path);
  }
}
