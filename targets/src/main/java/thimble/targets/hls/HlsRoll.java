package thimble.targets.hls;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import thimble.ir.op.Add;
import thimble.ir.op.ArgMax;
import thimble.ir.op.AveragePool2d;
import thimble.ir.op.Binary;
import thimble.ir.op.Cast;
import thimble.ir.op.Clip;
import thimble.ir.op.Compare;
import thimble.ir.op.Concat;
import thimble.ir.op.Conv2d;
import thimble.ir.op.Conv2dSum;
import thimble.ir.op.ConvTranspose2d;
import thimble.ir.op.CustomOp;
import thimble.ir.op.DeformConv2d;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.Dequantize;
import thimble.ir.op.Expand;
import thimble.ir.op.FullyConnected;
import thimble.ir.op.FullyConnectedSum;
import thimble.ir.op.Gather;
import thimble.ir.op.Gru;
import thimble.ir.op.InstanceNormalization;
import thimble.ir.op.LayerNormalization;
import thimble.ir.op.Logical;
import thimble.ir.op.Lookup;
import thimble.ir.op.Lstm;
import thimble.ir.op.MatMul;
import thimble.ir.op.MaxPool2d;
import thimble.ir.op.Multiply;
import thimble.ir.op.Not;
import thimble.ir.op.Op;
import thimble.ir.op.OpNames;
import thimble.ir.op.PRelu;
import thimble.ir.op.Pad;
import thimble.ir.op.Quantize;
import thimble.ir.op.Reduce;
import thimble.ir.op.Requantize;
import thimble.ir.op.RequantizeSums;
import thimble.ir.op.Reshape;
import thimble.ir.op.Resize2d;
import thimble.ir.op.Rnn;
import thimble.ir.op.Slice;
import thimble.ir.op.Softmax;
import thimble.ir.op.Subtract;
import thimble.ir.op.Tile;
import thimble.ir.op.Transpose;
import thimble.ir.op.Unary;
import thimble.ir.op.Where;

/**
 * Which operators stream, and how: what {@code thimble ops --fpga} and the documentation list.
 *
 * @param operator its name in the IR
 * @param words the units that it becomes, or why it becomes none
 */
public record HlsRoll(String operator, boolean streams, String words) {
  private static final Map<Class<? extends Op>, String> UNITS = new LinkedHashMap<>();
  private static final Map<Class<? extends Op>, String> REASONS = new LinkedHashMap<>();

  static {
    UNITS.put(
        Conv2d.class,
        "window, dot or taps, rescale; any groups, strides, dilations, batch; weights known at compile time");
    UNITS.put(
        DepthwiseConv2d.class,
        "window or taps, depthwise, rescale; with a multiplier as grouped dot products");
    UNITS.put(ConvTranspose2d.class, "the image spread by move, then as conv2d");
    UNITS.put(
        DeformConv2d.class,
        "deform, dot or depthwise, rescale; offsets computed in the network, one image");
    UNITS.put(FullyConnected.class, "dot, rescale; weights known at compile time");
    UNITS.put(
        MatMul.class,
        "matrix, rescale; both operands may stream, either may be broadcast or known");
    UNITS.put(MaxPool2d.class, "window, pool");
    UNITS.put(
        AveragePool2d.class,
        "window, pool, average; the whole image without a window: reduce, average");
    UNITS.put(Reduce.class, "reduce, rescale; sums, means, largest and smallest along any axes");
    UNITS.put(Add.class, "two tables and a shift, or scaled sums; operands broadcast or known");
    UNITS.put(Subtract.class, "as add");
    UNITS.put(Multiply.class, "multiply, rescale; operands broadcast or known");
    UNITS.put(Binary.class, "extreme, where it is the maximum or the minimum");
    UNITS.put(
        Softmax.class, "softmax along any axis; result scale a power of two (1/256 by convention)");
    UNITS.put(Concat.class, "concat along any axis, of up to 8 inputs");
    UNITS.put(Slice.class, "move");
    UNITS.put(Transpose.class, "move; whole tensors wait where they must");
    UNITS.put(Gather.class, "move, where the indices are known");
    UNITS.put(Pad.class, "move; any constant, edges, reflection");
    UNITS.put(Tile.class, "move");
    UNITS.put(Expand.class, "move");
    UNITS.put(
        Resize2d.class, "nearest: move; linear and cubic: move and weigh, down and then across");
    UNITS.put(Clip.class, "a table of 256 entries, if no operator takes it over");
    UNITS.put(Requantize.class, "a table of 256 entries");
    UNITS.put(Lookup.class, "a table of 256 entries");
    UNITS.put(Reshape.class, "nothing: the words stay as they are");
    REASONS.put(ArgMax.class, "its result is an index of 32 or 64 bits");
    REASONS.put(Cast.class, "between types, one of which no stream carries");
    REASONS.put(Compare.class, "its result is a truth value");
    String parts = "made by the planner of firmware; hardware keeps no tensor in parts";
    REASONS.put(Conv2dSum.class, parts);
    REASONS.put(FullyConnectedSum.class, parts);
    REASONS.put(RequantizeSums.class, parts);
    REASONS.put(CustomOp.class, "written for processors");
    REASONS.put(Dequantize.class, "its result is a real number");
    REASONS.put(Quantize.class, "its input is a real number");
    REASONS.put(Gru.class, "its state goes back to its input");
    REASONS.put(Lstm.class, "its state goes back to its input");
    REASONS.put(Rnn.class, "its state goes back to its input");
    REASONS.put(InstanceNormalization.class, "of real numbers only");
    REASONS.put(LayerNormalization.class, "of real numbers only");
    REASONS.put(Logical.class, "of truth values");
    REASONS.put(Not.class, "of truth values");
    REASONS.put(
        PRelu.class, "of real numbers only; quantized it is a table or a product and a maximum");
    REASONS.put(Unary.class, "of real numbers and wide integers; quantized it is a lookup");
    REASONS.put(Where.class, "its condition is a truth value");
  }

  /** Every operator of the IR, by name; those of which nothing is known are left out. */
  public static List<HlsRoll> all() {
    Map<String, HlsRoll> roll = new TreeMap<>();
    OpNames.all()
        .forEach(
            (name, op) -> {
              if (HlsLibrary.knows(op) && UNITS.containsKey(op)) {
                roll.put(name, new HlsRoll(name, true, UNITS.get(op)));
              } else if (!HlsLibrary.knows(op) && REASONS.containsKey(op)) {
                roll.put(name, new HlsRoll(name, false, REASONS.get(op)));
              }
            });
    return List.copyOf(roll.values());
  }

  /** Why an operator has no unit. */
  static String reason(Class<?> op) {
    return REASONS.getOrDefault(op, "no unit of hardware computes it");
  }
}
