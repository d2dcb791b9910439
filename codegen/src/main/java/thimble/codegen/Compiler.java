package thimble.codegen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import thimble.codegen.report.Frontier;
import thimble.frontend.ImportOptions;
import thimble.frontend.Importer;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.Graph;
import thimble.ir.ThimbleException;
import thimble.ir.op.DeformForm;
import thimble.ir.pass.DeadCode;
import thimble.ir.pass.EndInArgMax;
import thimble.ir.pass.FoldConstants;
import thimble.ir.pass.FormDeformable;
import thimble.ir.pass.PassPipeline;
import thimble.ir.sequence.BoundStates;
import thimble.ir.sequence.Sequence;
import thimble.ir.sequence.SequenceOptions;
import thimble.ir.sequence.Sequences;
import thimble.planner.BudgetPlanner;
import thimble.planner.Goal;
import thimble.planner.Plan;
import thimble.planner.PlanOptions;
import thimble.planner.PlanVerifier;
import thimble.planner.Planner;
import thimble.targets.Board;
import thimble.targets.KernelLibraries;
import thimble.targets.Unrolling;

/**
 * The way of a model through the rooms: {@code model.onnx -> Graph -> Graph -> Plan -> SourceTree}.
 */
public final class Compiler {
  private Compiler() {}

  /**
   * What is to be compiled, and how.
   *
   * @param kernels which kernels are taken, by library
   * @param ramBudget bytes of RAM that the plan may take, where the user set a limit
   * @param flashBudget bytes that weights and code may take, where the user set a limit
   * @param optimize what matters most
   * @param input where inputs are
   * @param output where outputs are
   * @param ending what the last layer gives
   * @param sequences which axes are time, and which states are kept from run to run
   * @param deform the form that deformable convolutions are given
   * @param arguments the options that shaped the result, as they will stand in generated files
   * @param sequence told what became of a model that takes frames
   * @param observer told the name of each pass and the graph it gave
   * @param progress told what begins
   */
  public record Request(
      Path model,
      Board board,
      ImportOptions imports,
      PassPipeline.IoMode io,
      KernelLibraries kernels,
      OptionalLong ramBudget,
      OptionalLong flashBudget,
      Optimize optimize,
      Edge input,
      Edge output,
      Ending ending,
      SequenceOptions sequences,
      DeformForm deform,
      List<String> arguments,
      Consumer<Sequence> sequence,
      BiConsumer<String, Graph> observer,
      Consumer<String> progress) {
    public Request {
      arguments = List.copyOf(arguments);
      kernels = kernels.unrolled(optimize.unrolling());
    }

    /** A request without wishes. */
    public static Request of(Path model, Board board) {
      return new Request(
          model,
          board,
          ImportOptions.NONE,
          PassPipeline.IoMode.QUANTIZED,
          KernelLibraries.named(KernelLibraries.AUTO, board.core()),
          OptionalLong.empty(),
          OptionalLong.empty(),
          Optimize.BALANCED,
          Edge.RESIDENT,
          Edge.RESIDENT,
          Ending.SCORES,
          SequenceOptions.NONE,
          DeformForm.FULL,
          List.of(),
          sequence -> {},
          (pass, graph) -> {},
          stage -> {});
    }

    /** All passes that the model goes through. */
    public PassPipeline passes() {
      PassPipeline passes = ending.passes(io);
      return deform.isFull() ? passes : passes.then(new FormDeformable(deform));
    }

    public Request withModel(Path file) {
      return changed(draft -> draft.model = file);
    }

    public Request withInput(Edge edge) {
      return changed(draft -> draft.input = edge);
    }

    public Request withEnding(Ending last) {
      return changed(draft -> draft.ending = last);
    }

    public Request withDeform(DeformForm form) {
      return changed(draft -> draft.deform = form);
    }

    /** With another limit of RAM. */
    public Request withRamBudget(long bytes) {
      return changed(draft -> draft.ramBudget = OptionalLong.of(bytes));
    }

    public Request withIo(PassPipeline.IoMode mode) {
      return changed(draft -> draft.io = mode);
    }

    private Request changed(Consumer<Draft> change) {
      Draft draft = new Draft();
      draft.model = model;
      draft.io = io;
      draft.ramBudget = ramBudget;
      draft.input = input;
      draft.ending = ending;
      draft.deform = deform;
      change.accept(draft);
      return new Request(
          draft.model,
          board,
          imports,
          draft.io,
          kernels,
          draft.ramBudget,
          flashBudget,
          optimize,
          draft.input,
          output,
          draft.ending,
          sequences,
          draft.deform,
          arguments,
          sequence,
          observer,
          progress);
    }

    /** What of a request is ever asked for in another way. */
    private static final class Draft {
      private Path model;
      private PassPipeline.IoMode io;
      private OptionalLong ramBudget;
      private Edge input;
      private Ending ending;
      private DeformForm deform;
    }
  }

  /** How tensors come in and go out. */
  public enum Edge {
    /** They stand in the arena. */
    RESIDENT,
    /** One row after another; nothing is kept longer than it is needed. */
    ROWS,
    /** A sequence: each run takes new frames, by rows, and what is needed again is kept. */
    FRAMES
  }

  /** What the last layer gives. */
  public enum Ending {
    /** What the model's does. */
    SCORES,
    /** The index of the largest score: {@link EndInArgMax}. */
    ARGMAX;

    /** All passes that a model goes through. */
    public PassPipeline passes(PassPipeline.IoMode io) {
      PassPipeline standard = PassPipeline.standard(io);
      return this == ARGMAX
          ? standard.then(new EndInArgMax()).then(FoldConstants.everything())
          : standard;
    }
  }

  /** What matters most. */
  public enum Optimize {
    /** The smallest arena, for at most half as many multiply-accumulates again; small code. */
    RAM,
    /**
     * The smallest arena that costs next to no time: nothing is computed twice that fits without.
     */
    BALANCED,
    /** The fewest instructions: every layer runs over its whole output where that fits. */
    TIME;

    Unrolling unrolling() {
      return switch (this) {
        case RAM -> Unrolling.SMALL;
        case BALANCED -> Unrolling.BALANCED;
        case TIME -> Unrolling.FAST;
      };
    }
  }

  /** The model as it will run: imported and through all passes. */
  public static Graph graph(Request request) {
    request.progress().accept("reading " + request.model().getFileName());
    Graph imported = Importer.read(request.model(), request.imports());
    request.progress().accept("rewriting " + imported.nodes().size() + " nodes");
    PassPipeline passes = request.passes();
    Graph graph = passes.observedBy(request.observer()).run(imported);
    SequenceOptions options = request.sequences();
    if (request.input() != Edge.FRAMES) {
      return BoundStates.kept(graph, options.states());
    }
    Graph begun = BoundStates.begun(graph, options.states());
    Graph window =
        options.states().isEmpty()
            ? begun
            : PassPipeline.of(List.of(FoldConstants.everything(), new DeadCode())).run(begun);
    Sequence sequence = Sequences.of(window, options.time());
    request.sequence().accept(sequence);
    return sequence.graph();
  }

  /**
   * When and where: proved, and within the budgets.
   *
   * @throws ThimbleException T0401 where it does not fit
   */
  public static Plan plan(Graph graph, Request request) {
    request.progress().accept("planning " + graph.nodes().size() + " layers");
    Plan plan = plan(graph, request, request.ramBudget());
    if (!request.board().isHost() && plan.arenaBytes() > request.board().arenaBytes()) {
      plan = plan(graph, request, OptionalLong.of(request.board().arenaBytes()));
    }
    request.progress().accept("proving the plan");
    PlanVerifier.prove(plan);
    Budget.require(plan, request);
    return plan;
  }

  /** What {@link #unlimited} has live at its fullest moment, without placing it. */
  public static long peak(Graph graph, Request request) {
    return BudgetPlanner.peak(graph, request.kernels(), options(request));
  }

  /** How plans are made for a request. */
  public static PlanOptions options(Request request) {
    return PlanOptions.standard()
        .withStreams(request.optimize() != Optimize.TIME)
        .withInputRows(request.input() != Edge.RESIDENT)
        .withOutputRows(request.output() == Edge.ROWS);
  }

  /** RAM against work, for a resident input and for one that comes by rows. */
  public static Frontier frontier(Graph graph, Request request) {
    List<Frontier.Series> series = new ArrayList<>();
    for (Edge input : List.of(Edge.RESIDENT, Edge.ROWS)) {
      String name = input.name().toLowerCase(Locale.ROOT);
      request.progress().accept("input " + name);
      PlanOptions options = options(request).withStreams(true).withInputRows(input == Edge.ROWS);
      series.add(
          Frontier.series(
              name,
              graph,
              BudgetPlanner.frontier(graph, request.kernels(), options, request.progress())));
    }
    return new Frontier(
        request.model().getFileName().toString(), request.board().name(), graph.macs(), series);
  }

  private static Plan plan(Graph graph, Request request, OptionalLong ramBytes) {
    return BudgetPlanner.plan(
        graph,
        request.kernels(),
        options(request),
        new Goal(ramBytes, Goal.Aim.valueOf(request.optimize().name())),
        request.progress());
  }

  /** When and where, whatever it takes, nothing computed twice. */
  public static Plan unlimited(Graph graph, Request request) {
    return Planner.plan(graph, request.kernels(), options(request));
  }

  /** The generated project. */
  public static SourceTree emit(Plan plan, Request request) {
    request.progress().accept("writing the project");
    return CProject.emit(plan, request.board(), provenance(request));
  }

  /** The report of a model as a page, with its frontier; also where it does not fit the board. */
  public static String page(Graph graph, Request request, Frontier frontier) {
    request.progress().accept("planning " + graph.nodes().size() + " layers");
    return CProject.page(
        unlimited(graph, request), request.board(), provenance(request), Optional.of(frontier));
  }

  private static CompileOptions provenance(Request request) {
    return new CompileOptions(
        request.model().getFileName().toString(),
        sha256(request.model()),
        request.arguments(),
        request.ramBudget());
  }

  private static String sha256(Path file) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (IOException e) {
      throw new ThimbleException(
          Code.T0101, "the model cannot be read", file.toString(), Diagnostic.reason(e), "");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
