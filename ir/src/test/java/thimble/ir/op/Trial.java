package thimble.ir.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import thimble.ir.ElementType;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.run.Evaluator;
import thimble.ir.run.KernelRunner;

/**
 * Runs one operator the way a planner might: tensors inside of larger arrays with garbage around
 * them, rows from the last to the first, in runs of several where the operator merges rows, results
 * in the memory of an input where the operator allows it. All must agree with {@link Evaluator}.
 */
final class Trial {
  private static final int GUARD = 5;

  private final Op op;
  private final Signature signature;
  private final List<TensorData> inputs;

  private Trial(Op op, Signature signature, List<TensorData> inputs) {
    this.op = op;
    this.signature = signature;
    this.inputs = inputs;
  }

  /** The first result, of an operator that needs no quantization for it. */
  static TensorData run(Op op, List<TensorType> types, List<TensorData> inputs) {
    return new Trial(op, new Signature(types, infer(op, types)), inputs).run();
  }

  /** The first result, quantized. */
  static TensorData run(
      Op op, List<TensorType> types, List<TensorData> inputs, Quantization quantization) {
    List<TensorType> results = new ArrayList<>(infer(op, types));
    results.set(0, results.get(0).withQuantization(quantization));
    return new Trial(op, new Signature(types, results), inputs).run();
  }

  static List<TensorType> infer(Op op, List<TensorType> types) {
    Checks checks = new Checks();
    op.check(types, checks);
    assertThat(checks.broken()).as("%s on %s", op, types).isEmpty();
    return op.infer(types);
  }

  /** The numbers of the constraints that these inputs break. */
  static List<String> broken(Op op, TensorType... types) {
    Checks checks = new Checks();
    op.check(List.of(types), checks);
    return checks.broken().stream().map(text -> text.substring(0, text.indexOf(':'))).toList();
  }

  private TensorData run() {
    TensorData expected = Evaluator.apply(op, signature, inputs).get(0);
    int largest = op.access(signature) instanceof Access.ByRows rows && rows.mergeable() ? 3 : 1;
    for (int rowsPerCall = 1; rowsPerCall <= largest; rowsPerCall++) {
      assertThat(placed(rowsPerCall, -1)).as("%s, elsewhere", op).isEqualTo(expected);
    }
    for (int input : op.overwritable(signature)) {
      // Arrays of another Java type cannot be shared here; an arena can.
      if (inputs.get(input).array().getClass() == expected.array().getClass()) {
        assertThat(placed(signature.output().rows(), input))
            .as("%s, over input %s", op, input)
            .isEqualTo(expected);
      }
    }
    return expected;
  }

  private TensorData placed(int rowsPerCall, int overwritten) {
    Memory memory = new Memory(overwritten);
    KernelCall call = op.kernel(signature);
    int rows = signature.output().rows();
    boolean ascending = overwritten >= 0;
    if (op.access(signature) instanceof Access.Whole) {
      memory.runRows(call, List.of(), 0, rows);
    } else if (op.access(signature) instanceof Access.ByRows byRows) {
      int step = overwritten >= 0 && !byRows.mergeable() ? 1 : rowsPerCall;
      int runs = (rows + step - 1) / step;
      for (int run = 0; run < runs; run++) {
        int first = (ascending ? run : runs - 1 - run) * step;
        memory.runRows(call, byRows.windows(), first, Math.min(step, rows - first));
      }
    }
    memory.checkGuards();
    return memory.result();
  }

  /** All tensors of one run. */
  private final class Memory implements KernelRunner.Binding {
    private final List<TensorData> inputArrays = new ArrayList<>();
    private final List<TensorData> outputArrays = new ArrayList<>();
    private final Map<Argument.Scratch, TensorData> scratch = new HashMap<>();
    private final int overwritten;
    private List<RowWindow> windows = List.of();
    private int firstRow;
    private int rowCount;

    Memory(int overwritten) {
      this.overwritten = overwritten;
      inputs.forEach(data -> inputArrays.add(embed(data)));
      for (TensorType type : signature.outputs()) {
        outputArrays.add(garbage(type.element(), type.count() + 2 * GUARD));
      }
      if (overwritten >= 0) {
        outputArrays.set(0, inputArrays.get(overwritten));
      }
    }

    private TensorData embed(TensorData data) {
      TensorData array = garbage(data.element(), data.count() + 2 * GUARD);
      System.arraycopy(data.array(), 0, array.array(), GUARD, data.count());
      return array;
    }

    private TensorData garbage(ElementType element, int count) {
      TensorData data = TensorData.allocate(element, count);
      for (int i = 0; i < count; i++) {
        data.set(i, element == ElementType.BOOL ? 1 : element.isFloat() ? Double.NaN : 85);
      }
      return data;
    }

    void runRows(KernelCall call, List<RowWindow> rowWindows, int first, int count) {
      windows = rowWindows;
      firstRow = first;
      rowCount = count;
      KernelRunner.run(call, this);
    }

    void checkGuards() {
      for (int i = 0; i < inputs.size(); i++) {
        if (i != overwritten) {
          assertThat(inputArrays.get(i)).as("input %s", i).isEqualTo(embed(inputs.get(i)));
        }
      }
      for (int i = 0; i < outputArrays.size(); i++) {
        TensorData array = outputArrays.get(i);
        TensorData clean = garbage(array.element(), array.count());
        int count = signature.output(i).count();
        System.arraycopy(array.array(), GUARD, clean.array(), GUARD, count);
        assertThat(array).as("memory around output %s of %s", i, op).isEqualTo(clean);
      }
    }

    TensorData result() {
      TensorType type = signature.output();
      TensorData result = TensorData.allocate(type.element(), type.count());
      System.arraycopy(outputArrays.get(0).array(), GUARD, result.array(), 0, type.count());
      return result;
    }

    @Override
    public Object inputArray(int input) {
      return inputArrays.get(input).array();
    }

    @Override
    public int inputAt(int input) {
      if (windows.isEmpty() || windows.get(input).isAll()) {
        return GUARD;
      }
      return inputRows(input)[0];
    }

    @Override
    public int[] inputRows(int input) {
      RowWindow window = windows.get(input);
      int[] rows = new int[window.taps()];
      for (int tap = 0; tap < rows.length; tap++) {
        int row = window.row(firstRow, tap);
        rows[tap] = row < 0 ? -1 : GUARD + row * signature.input(input).rowElements();
      }
      return rows;
    }

    @Override
    public Object outputArray(int output) {
      return outputArrays.get(output).array();
    }

    @Override
    public int outputAt(int output) {
      return GUARD + firstRow * signature.output(output).rowElements();
    }

    @Override
    public Object scratchArray(Argument.Scratch piece) {
      return scratch
          .computeIfAbsent(piece, key -> garbage(key.element(), key.count() + GUARD))
          .array();
    }

    @Override
    public int scratchAt(Argument.Scratch piece) {
      return GUARD;
    }

    @Override
    public int rowCount() {
      return rowCount;
    }

    @Override
    public int outputRow() {
      return firstRow;
    }
  }
}
