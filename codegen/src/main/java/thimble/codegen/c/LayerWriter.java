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
import thimble.ir.op.Accumulation;
import thimble.ir.op.Argument;
import thimble.ir.op.KernelCall;
import thimble.ir.op.RowWindow;
import thimble.ir.op.Signature;
import thimble.planner.Plan;
import thimble.planner.Step;
import thimble.targets.Kernel;

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

  /** A layer that computes its whole output. */
  LayerCode layer(int number, Step.Call step) {
    Kernel kernel = plan.kernels().get(step.node());
    int rows = step.rowCount();
    boolean byRows = kernel.access() instanceof Access.ByRows access && !access.mergeable();
    Form form = byRows && rows != 1 ? Form.LOOP : Form.ONE_CALL;
    return new Layer(number, step.node(), form, rows, kernel.call(), kernel.access()).code();
  }

  /** A layer that computes one row at a time. */
  LayerCode rows(int number, int node) {
    Kernel kernel = plan.kernels().get(node);
    int rows = plan.graph().nodes().get(node).output().type().rows();
    return new Layer(number, node, Form.ROW, rows, kernel.call(), kernel.access()).code();
  }

  /** A layer that takes one row at a time. */
  LayerCode feed(int number, int node) {
    Node fed = plan.graph().nodes().get(node);
    Accumulation accumulation = fed.op().accumulation(index.signature(fed)).orElseThrow();
    int rows = index.type(fed.inputs().get(accumulation.input())).rows();
    return new Layer(number, node, Form.FEED, rows, accumulation.kernel(), Access.whole()).code();
  }

  /** What a layer's function does. */
  private enum Form {
    /** One call for everything. */
    ONE_CALL,
    /** A loop over output rows. */
    LOOP,
    /** One output row, a parameter. */
    ROW,
    /** One input row, a parameter. */
    FEED
  }

  /** A line of a layer's comment about one of its arrays. */
  private record Described(String name, String text) {}

  /** The binding of one layer. */
  private final class Layer {
    private final int number;
    private final int rowCount;
    private final Form form;
    private final Node node;
    private final Signature signature;
    private final KernelCall call;
    private final CFunction function;
    private final Access access;
    private final Identifiers locals = new Identifiers();
    private final List<LayerCode.Pointer> pointers = new ArrayList<>();
    private final List<RowTable> tables = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private final List<Described> tensors = new ArrayList<>();
    private long scratchAt;

    /**
     * @param rowCount output rows that the function computes, or will compute; input rows that it
     *     will be fed
     */
    Layer(int number, int nodeIndex, Form form, int rowCount, KernelCall call, Access access) {
      this.number = number;
      this.rowCount = rowCount;
      this.form = form;
      this.call = call;
      this.access = access;
      node = plan.graph().nodes().get(nodeIndex);
      signature = index.signature(node);
      function = kernels.function(nodeIndex);
      scratchAt = plan.scratch().getOrDefault(nodeIndex, 0L);
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
          number,
          new Identifiers().unique("layer_" + number + "_", node.op().name()),
          name,
          node.op().name(),
          function.name(),
          macs,
          written(),
          isStreamed() ? 0 : arena.offset(node.output().id()),
          isStreamed() ? node.output().type().rowBytes() : node.output().type().bytes(),
          comment(macs),
          pointers,
          form == Form.LOOP,
          isStreamed(),
          rowCount,
          tables,
          CText.wrap(CText.separated(arguments), form == Form.LOOP ? 12 : 8));
    }

    private boolean isStreamed() {
      return form == Form.ROW || form == Form.FEED;
    }

    /** Whether the text speaks of {@code row}. */
    private boolean hasRow() {
      return form != Form.ONE_CALL;
    }

    /** What the hooks are told about one call of the function. */
    private LayerCode.Written written() {
      TensorType type = node.output().type();
      if (!isStreamed()) {
        String place = arena.value(node.output().id());
        return new LayerCode.Written(place, Long.toString(type.bytes()));
      }
      String at = arena.rowByte(node.output().id(), form == Form.FEED ? fedImage() : "row");
      if (form == Form.ROW || fedRows() == 1) {
        return new LayerCode.Written(at, Integer.toString(type.rowBytes()));
      }
      int last = fedRows() - 1;
      String within = images() == 1 ? "row" : "row % " + fedRows();
      return new LayerCode.Written(at, within + " == " + last + " ? " + type.rowBytes() + " : 0");
    }

    private int fedInput() {
      return node.op().accumulation(signature).orElseThrow().input();
    }

    /** Rows that an accumulation is fed for an output row. */
    private int fedRows() {
      return node.op().accumulation(signature).orElseThrow().inputRows();
    }

    private int images() {
      return rowCount / fedRows();
    }

    /** The output row that an accumulation is fed for. */
    private String fedImage() {
      return images() == 1 ? "0" : fedRows() == 1 ? "row" : "(row / " + fedRows() + ")";
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
        describe(parameter.name(), signature.output(sink.output()), arena.describe(id));
        parameters.next();
        arguments.add(sinkIndex(arena.rows(id)));
      } else if (argument instanceof Argument.Table table) {
        arguments.add(
            constants.add(
                arrayName(parameter), "layer " + number + ": " + table.name(), table.data()));
      } else if (argument instanceof Argument.Int number) {
        arguments.add(labelled(parameter, CText.literal(number.value())));
      } else if (argument instanceof Argument.Real number) {
        arguments.add(labelled(parameter, CText.literal(number.value())));
      } else if (argument instanceof Argument.PerRow extent) {
        int rows = hasRow() ? 1 : rowCount;
        arguments.add(labelled(parameter, CText.literal(extent.amount() * rows)));
      } else if (argument instanceof Argument.OutputRow) {
        arguments.add(hasRow() ? "row" : labelled(parameter, "0"));
      } else if (argument instanceof Argument.InputRow) {
        int rows = node.op().accumulation(signature).orElseThrow().stateRows();
        arguments.add(rowCount == rows ? "row" : "row % " + rows);
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
                "layer " + number + ": " + parameter.name() + ", " + LayerNames.type(type),
                constant.get().data()));
        describe(parameter.name(), type, "");
      } else {
        arguments.add(pointer(parameter, arena.value(id)));
        describe(parameter.name(), type, arena.describe(id));
      }
    }

    private String sourceIndex(int input, CParameter at) {
      RowIndex rows = rowsOf(input);
      if (form == Form.FEED) {
        return input == fedInput() ? rows.of("row") : "0";
      }
      RowWindow window = window(input);
      if (window.isAll()) {
        return "0";
      }
      if (window.isSame()) {
        return rowIndex(rows);
      }
      RowTable table = RowTable.of(locals.unique("", at.name()), window, 0, tableRows(), rows);
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
          RowTable.of(locals.unique("", rows.name()), window(input), 0, tableRows(), rowsOf(input));
      tables.add(table);
      return table.name();
    }

    /** How the rows of an operand are found; a constant's stand one after another. */
    private RowIndex rowsOf(int input) {
      String id = node.inputs().get(input);
      return index.isConstant(id)
          ? RowIndex.linear(signature.input(input).rowElements())
          : arena.rows(id);
    }

    /** A mergeable call has one row table, for its first row, however many rows it computes. */
    private int tableRows() {
      return hasRow() ? rowCount : 1;
    }

    private RowWindow window(int input) {
      return access instanceof Access.ByRows byRows ? byRows.windows().get(input) : RowWindow.all();
    }

    private String sinkIndex(RowIndex rows) {
      return form == Form.FEED ? rows.of(fedImage()) : rowIndex(rows);
    }

    /** Where the output row's own row lies. */
    private String rowIndex(RowIndex rows) {
      return hasRow() ? rows.of("row") : Long.toString(rows.at(0));
    }

    private void scratch(Argument.Scratch piece, CParameter parameter) {
      long bytes = (long) piece.count() * piece.element().bytes();
      String place = arena.scratch(number, piece.name(), scratchAt, bytes);
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
      return "l" + number + "_" + parameter.name();
    }

    private static String labelled(CParameter parameter, String value) {
      return "/* " + parameter.name() + " */ " + value;
    }

    private void describe(String name, TensorType type, String place) {
      tensors.add(new Described(name, LayerNames.type(type) + place));
    }

    private List<String> comment(long macs) {
      List<String> lines = new ArrayList<>();
      lines.add(
          "Layer "
              + number
              + ": "
              + node.op().name()
              + (macs == 0 ? "" : ", " + macs + " multiply-accumulates")
              + (form == Form.ROW ? ", one of " + rowCount + " rows" : "")
              + (form == Form.FEED ? ", fed one of " + rowCount + " rows" : ""));
      lines.addAll(LayerNames.sources(node));
      int width = tensors.stream().mapToInt(tensor -> tensor.name().length()).max().orElse(0);
      for (Described tensor : tensors) {
        lines.add(tensor.name() + " ".repeat(width + 2 - tensor.name().length()) + tensor.text());
      }
      return lines;
    }
  }
}
