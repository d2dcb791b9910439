package thimble.targets.hls;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Add;
import thimble.ir.op.Alias;
import thimble.ir.op.AveragePool2d;
import thimble.ir.op.Binary;
import thimble.ir.op.Concat;
import thimble.ir.op.Conv2d;
import thimble.ir.op.ConvTranspose2d;
import thimble.ir.op.DeformConv2d;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.Expand;
import thimble.ir.op.FullyConnected;
import thimble.ir.op.Gather;
import thimble.ir.op.MatMul;
import thimble.ir.op.MaxPool2d;
import thimble.ir.op.Multiply;
import thimble.ir.op.Op;
import thimble.ir.op.Pad;
import thimble.ir.op.Reduce;
import thimble.ir.op.Reshape;
import thimble.ir.op.Resize2d;
import thimble.ir.op.Signature;
import thimble.ir.op.Slice;
import thimble.ir.op.Softmax;
import thimble.ir.op.Subtract;
import thimble.ir.op.Tile;
import thimble.ir.op.Transpose;

/** Operators as streaming hardware. */
public final class HlsLibrary {
  private static final Map<Class<? extends Op>, HlsOperator> OPERATORS = new LinkedHashMap<>();

  static {
    OPERATORS.put(Conv2d.class, Convolutions::conv);
    OPERATORS.put(DepthwiseConv2d.class, Convolutions::depthwise);
    OPERATORS.put(ConvTranspose2d.class, Convolutions::transposed);
    OPERATORS.put(DeformConv2d.class, Convolutions::deformable);
    OPERATORS.put(FullyConnected.class, Convolutions::dense);
    OPERATORS.put(MaxPool2d.class, Pools::largest);
    OPERATORS.put(AveragePool2d.class, Pools::average);
    OPERATORS.put(Reduce.class, Reductions::stage);
    OPERATORS.put(Add.class, Elementwise::sum);
    OPERATORS.put(Subtract.class, Elementwise::sum);
    OPERATORS.put(Multiply.class, Elementwise::product);
    OPERATORS.put(Binary.class, Elementwise::extreme);
    OPERATORS.put(Softmax.class, Softmaxes::stage);
    OPERATORS.put(Concat.class, Concats::stage);
    OPERATORS.put(MatMul.class, Matrices::stage);
    OPERATORS.put(Slice.class, Moves::stage);
    OPERATORS.put(Transpose.class, Moves::stage);
    OPERATORS.put(Gather.class, Moves::stage);
    OPERATORS.put(Pad.class, Moves::stage);
    OPERATORS.put(Tile.class, Moves::stage);
    OPERATORS.put(Expand.class, Moves::stage);
    OPERATORS.put(Resize2d.class, Resizes::stage);
  }

  private HlsLibrary() {}

  /** Whether an operator only renames what streams: its words go on as they are. */
  public static boolean isRenaming(Op op, Signature signature) {
    List<Alias> aliases = op.aliases(signature);
    return aliases.size() == 1
        && signature.inputs().size() == 1
        && aliases.get(0).byteOffset() == 0
        && signature.input(0).count() == signature.output().count();
  }

  /**
   * @param constants for each input its data, where it is known at compile time
   * @param ranges for each input what it can hold
   * @return empty where an operator cannot stream
   */
  public static Optional<Stage> stage(
      Op op, Signature signature, List<Optional<TensorData>> constants, List<Range> ranges) {
    Layer layer = new Layer(op, signature, constants, ranges);
    for (int input = 0; input < constants.size(); input++) {
      if (!layer.isConstant(input) && !streams(layer.input(input))) {
        return Optional.empty();
      }
    }
    if (!signature.outputs().stream().allMatch(HlsLibrary::streams)) {
      return Optional.empty();
    }
    Optional<Stage> table = Tables.unary(layer);
    if (table.isPresent()) {
      return table;
    }
    HlsOperator operator = OPERATORS.get(op.getClass());
    return operator == null ? Optional.empty() : operator.stage(layer);
  }

  private static boolean streams(TensorType type) {
    return type.element() == ElementType.S8 && type.count() > 0;
  }

  /** Whether some form of an operator is hardware. */
  static boolean knows(Class<?> operator) {
    return operator == Reshape.class || OPERATORS.containsKey(operator) || Tables.knows(operator);
  }
}
