package thimble.codegen.c;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import thimble.codegen.kernel.CFunction;
import thimble.codegen.kernel.CFunction.CParameter;
import thimble.ir.Constant;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.TensorType;
import thimble.ir.op.Access;
import thimble.ir.op.Argument;
import thimble.ir.op.KernelCall;
import thimble.ir.op.RowWindow;
import thimble.ir.op.Signature;
import thimble.planner.Plan;
import thimble.planner.Step;

/**
 * Turns the calls of a plan into C functions: binds each argument of a kernel to the arena, to a
 * constant array or to a number. The C counterpart of {@code KernelRunner} and its bindings.
 */
final class LayerWriter {
  /** Names that a layer's own text uses; a kernel's parameter of that name gets another. */
  private static final List<String> OWN_NAMES = List.of("arena", "row", "tap", "image", "y", "at");

  private final Plan plan;
  private final GraphIndex index;
  private final KernelFunctions kernels;
  private final ArenaNames arena;
  private final ConstantPool constants;

  LayerWriter(Plan plan, KernelFunctions kernels, ArenaNames arena, ConstantPool constants) {
    this.plan = plan;
    this.index = plan.graph().index();
    this.kernels = kernels;
    this.arena = arena;
    this.constants = constants;
  }

  LayerCode layer(int stepIndex, Step.Call step) {
    Node node = plan.graph().nodes().get(step.node());
    Layer layer = new Layer(stepIndex, step, node, index.signature(node));
    return layer.code();
  }

  /** A line of a layer's comment about one of its arrays. */
  private record Described(String name, String text) {}

  /** The binding of one layer. */
  private final class Layer {
    private final int stepIndex;
    private final Step.Call step;
    private final Node node;
    private final Signature signature;
    private final KernelCall call;
    private final CFunction function;
    private final Access access;
    private final boolean looped;
    private final Identifiers locals = new Identifiers();
    private final List<LayerCode.Pointer> pointers = new ArrayList<>();
    private final List<RowTable> tables = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private final List<Described> tensors = new ArrayList<>();
    private long scratchAt;

    Layer(int stepIndex, Step.Call step, Node node, Signature signature) {
      this.stepIndex = stepIndex;
      this.step = step;
      this.node = node;
      this.signature = signature;
      call = plan.kernels().get(step.node()).call();
      function = kernels.function(step.node());
      access = plan.kernels().get(step.node()).access();
      looped =
          access instanceof Access.ByRows byRows && !byRows.mergeable() && step.rowCount() != 1;
      scratchAt = plan.scratch().getOrDefault(step.node(), 0L);
      OWN_NAMES.forEach(name -> locals.unique("", name));
    }

    LayerCode code() {
      Iterator<CParameter> parameters = function.parameters().iterator();
      for (Argument argument : call.arguments()) {
        bind(argument, parameters);
      }
      String name = LayerNames.of(node);
      long macs = node.op().macs(signature);
      return new LayerCode(
          stepIndex,
          new Identifiers().unique("layer_" + stepIndex + "_", node.op().name()),
          name,
          node.op().name(),
          function.name(),
          macs,
          arena.value(node.output().id()),
          arena.offset(node.output().id()),
          node.output().type().bytes(),
          comment(macs),
          pointers,
          looped,
          step.firstRow(),
          step.firstRow() + step.rowCount(),
          tables,
          CText.wrap(CText.separated(arguments), looped ? 12 : 8));
    }

    private void bind(Argument argument, Iterator<CParameter> parameters) {
      CParameter parameter = parameters.next();
      if (argument instanceof Argument.Source source) {
        source(source.input(), parameter);
        CParameter at = parameters.next();
        arguments.add(sourceIndex(source.input(), at));
      } else if (argument instanceof Argument.SourceRows source) {
        source(source.input(), parameter);
        arguments.add(sourceRows(source.input(), parameters.next()));
      } else if (argument instanceof Argument.Sink sink) {
        String id = node.outputs().get(sink.output()).id();
        arguments.add(pointer(parameter, arena.value(id)));
        describe(parameter.name(), signature.output(sink.output()), place(id));
        parameters.next();
        arguments.add(rowOffset(signature.output(sink.output()).rowElements()));
      } else if (argument instanceof Argument.Table table) {
        arguments.add(
            constants.add(
                arrayName(parameter), "layer " + stepIndex + ": " + table.name(), table.data()));
      } else if (argument instanceof Argument.Int number) {
        arguments.add(labelled(parameter, CText.literal(number.value())));
      } else if (argument instanceof Argument.Real number) {
        arguments.add(labelled(parameter, CText.literal(number.value())));
      } else if (argument instanceof Argument.PerRow extent) {
        int rows = looped ? 1 : step.rowCount();
        arguments.add(labelled(parameter, CText.literal(extent.amount() * rows)));
      } else if (argument instanceof Argument.OutputRow) {
        arguments.add(looped ? "row" : labelled(parameter, "" + step.firstRow()));
      } else if (argument instanceof Argument.Scratch piece) {
        scratch(piece, parameter);
        parameters.next();
        arguments.add("0");
      }
    }

    private void source(int input, CParameter parameter) {
      String id = node.inputs().get(input);
      Optional<Constant> constant = index.constant(id);
      TensorType type = signature.input(input);
      if (constant.isPresent()) {
        arguments.add(
            constants.add(
                arrayName(parameter),
                "layer " + stepIndex + ": " + parameter.name() + ", " + LayerNames.type(type),
                constant.get().data()));
        describe(parameter.name(), type, "");
      } else {
        arguments.add(pointer(parameter, arena.value(id)));
        describe(parameter.name(), type, place(id));
      }
    }

    private String sourceIndex(int input, CParameter at) {
      RowWindow window = window(input);
      int rowElements = signature.input(input).rowElements();
      if (window.isAll()) {
        return "0";
      }
      if (window.isSame()) {
        return rowOffset(rowElements);
      }
      RowTable table =
          RowTable.of(locals.unique("", at.name()), window, step.firstRow(), rows(), rowElements);
      if (table.hasEntries()) {
        return table.entries().get(0);
      }
      if (table.image().isEmpty() && table.y().isEmpty()) {
        return table.element();
      }
      tables.add(table.asScalar());
      return table.name();
    }

    private String sourceRows(int input, CParameter rows) {
      RowTable table =
          RowTable.of(
              locals.unique("", rows.name()),
              window(input),
              step.firstRow(),
              rows(),
              signature.input(input).rowElements());
      tables.add(table);
      return table.name();
    }

    /** A mergeable call has one row table, for its first row, however many rows it computes. */
    private int rows() {
      return looped ? step.rowCount() : 1;
    }

    private RowWindow window(int input) {
      return access instanceof Access.ByRows byRows ? byRows.windows().get(input) : RowWindow.all();
    }

    private String rowOffset(int rowElements) {
      if (access instanceof Access.Whole) {
        return "0";
      }
      return looped
          ? rowElements == 1 ? "row" : "row * " + rowElements
          : Integer.toString(step.firstRow() * rowElements);
    }

    private void scratch(Argument.Scratch piece, CParameter parameter) {
      long bytes = (long) piece.count() * piece.element().bytes();
      String place = arena.scratch(stepIndex, piece.name(), scratchAt, bytes);
      arguments.add(pointer(parameter, place));
      tensors.add(
          new Described(parameter.name(), "working memory, " + bytes + " bytes, at " + scratchAt));
      scratchAt += (bytes + 7) / 8 * 8;
    }

    private String pointer(CParameter parameter, String place) {
      String name = locals.unique("", parameter.name());
      pointers.add(new LayerCode.Pointer(parameter.type(), name, place));
      return name;
    }

    private String arrayName(CParameter parameter) {
      return "l" + stepIndex + "_" + parameter.name();
    }

    private static String labelled(CParameter parameter, String value) {
      return "/* " + parameter.name() + " */ " + value;
    }

    private String place(String id) {
      return ", at " + arena.offset(id);
    }

    private void describe(String name, TensorType type, String place) {
      tensors.add(new Described(name, LayerNames.type(type) + place));
    }

    private List<String> comment(long macs) {
      List<String> lines = new ArrayList<>();
      lines.add(
          "Layer "
              + stepIndex
              + ": "
              + node.op().name()
              + (macs == 0 ? "" : ", " + macs + " multiply-accumulates"));
      lines.addAll(LayerNames.sources(node));
      int width = tensors.stream().mapToInt(tensor -> tensor.name().length()).max().orElse(0);
      for (Described tensor : tensors) {
        lines.add(tensor.name() + " ".repeat(width + 2 - tensor.name().length()) + tensor.text());
      }
      return lines;
    }
  }
}
