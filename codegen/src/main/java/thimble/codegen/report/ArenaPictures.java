package thimble.codegen.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import thimble.codegen.c.CText;
import thimble.codegen.c.LayerNames;
import thimble.codegen.c.Layers;
import thimble.codegen.report.ArenaPicture.Kind;
import thimble.codegen.report.ArenaPicture.Piece;
import thimble.codegen.report.ArenaPicture.Tensor;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Port;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.planner.Buffer;
import thimble.planner.Plan;
import thimble.planner.RowAddress;
import thimble.planner.Step;

/** Draws up the picture of a plan. */
public final class ArenaPictures {
  private static final String SCRATCH = ".scratch";

  private final Plan plan;
  private final List<Step> flat;
  private final List<Integer> layers;
  private final Map<String, Integer> producers = new LinkedHashMap<>();
  private final Map<String, Port> inputs = new LinkedHashMap<>();
  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private final List<Tensor> tensors = new ArrayList<>();

  private ArenaPictures(Plan plan) {
    this.plan = plan;
    flat = plan.flat();
    layers = Layers.of(plan).nodes();
    Graph graph = plan.graph();
    for (int node = 0; node < graph.nodes().size(); node++) {
      for (Value output : graph.nodes().get(node).outputs()) {
        producers.put(output.id(), node);
      }
    }
    graph.inputs().forEach(port -> inputs.put(port.value().id(), port));
  }

  public static ArenaPicture of(Plan plan) {
    return new ArenaPictures(plan).picture();
  }

  private ArenaPicture picture() {
    int steps = Math.max(1, flat.size());
    List<Piece> pieces = new ArrayList<>();
    long[] live = new long[steps + 1];
    for (Buffer buffer : plan.buffers()) {
      for (Buffer.Span span : buffer.spans()) {
        if (span.bytes() > 0) {
          Piece piece = piece(span, buffer.kind(), steps);
          pieces.add(piece);
          live[piece.firstStep()] += piece.bytes();
          live[piece.lastStep() + 1] -= piece.bytes();
        }
      }
    }
    List<Long> liveBytes = new ArrayList<>();
    long sum = 0;
    int peak = 0;
    for (int step = 0; step < steps; step++) {
      sum += live[step];
      liveBytes.add(sum);
      peak = sum > liveBytes.get(peak) ? step : peak;
    }
    return new ArenaPicture(
        plan.arenaBytes(),
        steps,
        peak,
        flat.isEmpty() ? "nothing runs" : work(flat.get(peak)),
        liveBytes,
        tensors,
        PieceMerging.merge(pieces),
        PieceMerging.at(pieces, peak));
  }

  private String work(Step step) {
    if (step instanceof Step.Receive receive) {
      return "row " + receive.row() + " of input " + port(plan.graph().inputs(), receive.input());
    }
    if (step instanceof Step.Deliver deliver) {
      return "row "
          + deliver.row()
          + " of output "
          + port(plan.graph().outputs(), deliver.output());
    }
    Node node = plan.graph().nodes().get(Layers.node(step));
    String layer = '"' + LayerNames.of(node) + "\" (" + node.op().name() + ")";
    if (step instanceof Step.Call call) {
      boolean whole = call.rowCount() == node.output().type().rows();
      return whole ? layer : "row " + call.firstRow() + " of " + layer;
    }
    return step instanceof Step.Feed feed ? layer + " taking row " + feed.inputRow() : layer;
  }

  private Piece piece(Buffer.Span span, Buffer.Kind kind, int steps) {
    int tensor = tensor(span.value(), kind);
    int first = Math.min(steps - 1, Math.max(0, span.firstStep()));
    int last = Math.max(first, Math.min(steps - 1, span.lastStep()));
    int row = -1;
    int rows = 0;
    if (plan.graph().index().defines(span.value())) {
      TensorType type = plan.graph().index().type(span.value());
      row = firstRow(span, type);
      rows = row < 0 ? 0 : (int) Math.max(1, span.bytes() / Math.max(1, type.rowBytes()));
    }
    return new Piece(
        tensor, span.offset(), span.bytes(), first, last, row, rows, row < 0 ? -1 : row + rows - 1);
  }

  /** The row that lies at a span's first byte; -1 where it cannot be told. */
  private int firstRow(Buffer.Span span, TensorType type) {
    RowAddress address = plan.addresses().get(span.value());
    if (address instanceof RowAddress.Linear linear && linear.rowBytes() > 0) {
      long row = (span.offset() - linear.offset()) / linear.rowBytes();
      return row >= 0 && row < type.rows() ? (int) row : -1;
    }
    if (span.firstStep() < 0 || span.firstStep() >= flat.size()) {
      return -1;
    }
    Step step = flat.get(span.firstStep());
    if (step instanceof Step.Call call) {
      return isOutput(call.node(), span.value()) ? call.firstRow() : -1;
    }
    return step instanceof Step.Receive receive ? receive.row() : -1;
  }

  private static String port(List<Port> ports, int number) {
    return CText.comment(ports.get(number).modelName());
  }

  private boolean isOutput(int node, String value) {
    return plan.graph().nodes().get(node).outputs().stream().anyMatch(it -> it.id().equals(value));
  }

  private int tensor(String value, Buffer.Kind kind) {
    return numbers.computeIfAbsent(
        value,
        id -> {
          tensors.add(describe(id, kind));
          return tensors.size() - 1;
        });
  }

  private Tensor describe(String value, Buffer.Kind kind) {
    if (kind == Buffer.Kind.SCRATCH) {
      String of = value.endsWith(SCRATCH) ? value.substring(0, value.length() - 8) : value;
      return new Tensor(nameOf(of), Kind.SCRATCH, layerOf(of), "", 0);
    }
    TensorType type = plan.graph().index().type(value);
    Kind shown = inputs.containsKey(value) ? Kind.INPUT : tensorKind(value);
    return new Tensor(
        nameOf(value), shown, layerOf(value), LayerNames.shape(type), Math.max(1, type.rows()));
  }

  private Kind tensorKind(String value) {
    boolean output =
        plan.graph().outputs().stream().anyMatch(port -> port.value().id().equals(value));
    return output ? Kind.OUTPUT : Kind.TENSOR;
  }

  private String nameOf(String value) {
    if (inputs.containsKey(value)) {
      return CText.comment(inputs.get(value).modelName());
    }
    Integer node = producers.get(value);
    return node == null ? CText.comment(value) : LayerNames.of(plan.graph().nodes().get(node));
  }

  private int layerOf(String value) {
    Integer node = producers.get(value);
    return node == null ? -1 : layers.indexOf(node);
  }
}
