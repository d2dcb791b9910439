package thimble.frontend.rows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import thimble.frontend.onnx.OnnxTensor;
import thimble.frontend.onnx.OnnxType;
import thimble.ir.Constant;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Origin;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.Checks;
import thimble.ir.op.Dequantize;
import thimble.ir.op.Op;
import thimble.ir.op.Reshape;
import thimble.ir.op.Signature;
import thimble.ir.op.Transpose;
import thimble.ir.run.Evaluator;

/**
 * The graph under construction. Operators whose inputs are all known are computed at once instead
 * of being added, so that the chains of Shape, Gather, Concat and the like that exporters write
 * never become nodes.
 */
public final class ImportContext {
  /** More work than this is left to run time: folding is for shapes and weights. */
  private static final long FOLD_WORK_LIMIT = 1L << 30;

  private record Draft(Op op, List<Operand> inputs, List<Operand> outputs, Origin origin) {}

  private final String file;
  private final List<Draft> drafts = new ArrayList<>();
  private final Map<Operand, Draft> producers = new IdentityHashMap<>();
  private final Map<Operand, String> names = new IdentityHashMap<>();

  /** Known tensors that were stored in 4 bits, and as what. */
  private final Map<Operand, OnnxType> packed = new IdentityHashMap<>();

  /** Bytes that results of folding may still take: all weights permuted, and no bomb. */
  private long foldBudget = Runtime.getRuntime().maxMemory() / 2;

  /**
   * @param file the model's name, for diagnostics
   */
  public ImportContext(String file) {
    this.file = file;
  }

  String file() {
    return file;
  }

  /** Remembers what the model calls an operand; the first name stays. */
  public void name(Operand operand, String name) {
    names.putIfAbsent(operand, name);
  }

  /** An input of the graph. */
  public Operand input(TensorType type, String name) {
    Operand operand = Operand.computed(type);
    name(operand, name);
    return operand;
  }

  /** A tensor known now; it becomes a constant of the graph if a node reads it. */
  public Operand known(TensorType type, TensorData data) {
    return Operand.known(type, data);
  }

  /** A tensor that the model stores. */
  public Operand known(OnnxTensor tensor, TensorType type) {
    Operand operand = Operand.known(type, tensor.data().orElseThrow());
    if (tensor.dataType() == OnnxType.INT4.code()) {
      packed.put(operand, OnnxType.INT4);
    } else if (tensor.dataType() == OnnxType.UINT4.code()) {
      packed.put(operand, OnnxType.UINT4);
    }
    return operand;
  }

  /** Whether a known tensor was stored in 4 bits, which its type here does not show. */
  boolean isPacked(Operand operand) {
    return packed.containsKey(operand);
  }

  /** Whether it was stored in 4 bits with a sign. */
  boolean isPackedSigned(Operand operand) {
    return packed.get(operand) == OnnxType.INT4;
  }

  /**
   * Adds a node, or computes it at once.
   *
   * @param results types of the results: those that {@code op.infer} gave, perhaps quantized
   */
  List<Operand> add(Op op, List<Operand> inputs, List<TensorType> results, Origin origin) {
    Optional<List<Operand>> folded = fold(op, inputs, results);
    if (folded.isPresent()) {
      return folded.get();
    }
    List<Operand> outputs = results.stream().map(Operand::computed).toList();
    Draft draft = new Draft(op, List.copyOf(inputs), outputs, origin);
    drafts.add(draft);
    outputs.forEach(output -> producers.put(output, draft));
    return outputs;
  }

  /** The constraints that a node would break. */
  static List<String> broken(Op op, List<Operand> inputs) {
    Checks checks = new Checks();
    op.check(types(inputs), checks);
    return checks.broken();
  }

  static List<TensorType> types(List<Operand> operands) {
    return operands.stream().map(Operand::type).toList();
  }

  private Optional<List<Operand>> fold(Op op, List<Operand> inputs, List<TensorType> results) {
    // What a stored weight dequantizes to must stay visible: it is what makes a layer integer.
    boolean foldable = !(op instanceof Dequantize) && inputs.stream().allMatch(Operand::isKnown);
    if (!foldable) {
      return Optional.empty();
    }
    Signature signature = new Signature(types(inputs), results);
    long bytes = results.stream().mapToLong(TensorType::bytes).sum();
    if (bytes > foldBudget || op.macs(signature) > FOLD_WORK_LIMIT) {
      return Optional.empty();
    }
    foldBudget -= bytes;
    List<TensorData> arguments = inputs.stream().map(input -> input.data().orElseThrow()).toList();
    List<TensorData> data = Evaluator.apply(op, signature, arguments);
    List<Operand> outputs = new ArrayList<>();
    for (int i = 0; i < data.size(); i++) {
      outputs.add(Operand.known(results.get(i), data.get(i)));
    }
    boolean moves = op instanceof Transpose || op instanceof Reshape;
    if (moves && isPacked(inputs.get(0))) {
      outputs.forEach(output -> packed.put(output, packed.get(inputs.get(0))));
    }
    return Optional.of(outputs);
  }

  /** The stored tensor that an operand is dequantized from, where it is known. */
  Optional<Operand> storedBehind(Operand operand) {
    Draft draft = producers.get(operand);
    return draft != null && draft.op() instanceof Dequantize && draft.inputs().get(0).isKnown()
        ? Optional.of(draft.inputs().get(0))
        : Optional.empty();
  }

  /** Gives everything its id. Constants of the same contents become one. */
  public Graph finish(String name, List<Operand> inputs, List<NamedOutput> outputs) {
    // What nobody reads (the float copy of a weight that was moved before its Dequantize) goes.
    List<Draft> live = live(outputs);
    Map<Operand, Value> values = values(inputs, live);
    Map<Operand, Value> constants = new IdentityHashMap<>();
    Map<Constant, Value> contents = new LinkedHashMap<>();
    Ids ids = new Ids(values.values().stream().map(Value::id).toList());
    List<Constant> table = new ArrayList<>();
    List<Operand> read = new ArrayList<>();
    live.forEach(draft -> read.addAll(draft.inputs()));
    outputs.forEach(output -> read.add(output.operand()));
    for (Operand operand : read) {
      if (operand.isKnown() && !constants.containsKey(operand)) {
        // The key's id stands for none: equal contents find each other.
        Constant key = new Constant(new Value("_", operand.type()), operand.data().orElseThrow());
        Value value =
            contents.computeIfAbsent(
                key,
                missing -> {
                  Value fresh =
                      new Value(ids.fresh(names.getOrDefault(operand, "const")), operand.type());
                  table.add(new Constant(fresh, missing.data()));
                  return fresh;
                });
        constants.put(operand, value);
      }
    }
    values.putAll(constants);
    return new Graph(
        name,
        inputs.stream().map(input -> Port.plain(values.get(input), names.get(input))).toList(),
        table,
        live.stream().map(draft -> node(draft, values)).toList(),
        outputs.stream()
            .map(output -> Port.plain(values.get(output.operand()), output.name()))
            .toList());
  }

  /** An output of the graph under the model's name. */
  public record NamedOutput(Operand operand, String name) {}

  private List<Draft> live(List<NamedOutput> outputs) {
    Set<Operand> wanted = Collections.newSetFromMap(new IdentityHashMap<>());
    outputs.forEach(output -> wanted.add(output.operand()));
    List<Draft> live = new ArrayList<>();
    for (int i = drafts.size() - 1; i >= 0; i--) {
      Draft draft = drafts.get(i);
      if (draft.outputs().stream().anyMatch(wanted::contains)) {
        wanted.addAll(draft.inputs());
        live.add(draft);
      }
    }
    Collections.reverse(live);
    return live;
  }

  /** Ids of inputs and computed tensors; names of the model come first, invented ones give way. */
  private Map<Operand, Value> values(List<Operand> inputs, List<Draft> live) {
    List<Operand> all = new ArrayList<>(inputs);
    live.forEach(draft -> all.addAll(draft.outputs()));
    Ids ids = new Ids(List.of());
    Map<Operand, Value> values = new IdentityHashMap<>();
    for (Operand operand : all) {
      if (names.containsKey(operand)) {
        values.put(operand, new Value(ids.fresh(names.get(operand)), operand.type()));
      }
    }
    for (Draft draft : live) {
      for (Operand operand : draft.outputs()) {
        if (!values.containsKey(operand)) {
          String hint = Ids.clean(source(draft)) + "." + draft.op().name();
          values.put(operand, new Value(ids.fresh(hint), operand.type()));
        }
      }
    }
    return values;
  }

  private static String source(Draft draft) {
    return draft.origin().sources().isEmpty() ? "" : draft.origin().sources().get(0).name();
  }

  private static Node node(Draft draft, Map<Operand, Value> values) {
    return new Node(
        draft.op(),
        draft.inputs().stream().map(input -> values.get(input).id()).toList(),
        draft.outputs().stream().map(values::get).toList(),
        draft.origin());
  }
}
