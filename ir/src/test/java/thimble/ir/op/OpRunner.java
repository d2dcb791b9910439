package thimble.ir.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import thimble.ir.ElementType;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;

/** Runs operators through {@link Trial}, checks their views, and tells where elements lie. */
final class OpRunner {
  /** Types of tensors that are computed: weights alone have 4 bits. */
  static final List<ElementType> COMPUTED =
      Arrays.stream(ElementType.values()).filter(type -> type != ElementType.S4).toList();

  private OpRunner() {}

  static TensorData run(Op op, List<TensorType> types, List<TensorData> inputs) {
    return checkViews(op, types, Trial.run(op, types, inputs), inputs);
  }

  static TensorData run(
      Op op, List<TensorType> types, Quantization output, List<TensorData> inputs) {
    return checkViews(op, types, Trial.run(op, types, inputs, output), inputs);
  }

  private static TensorData checkViews(
      Op op, List<TensorType> types, TensorData result, List<TensorData> inputs) {
    for (Alias alias : op.aliases(new Signature(types, op.infer(types)))) {
      assertAlias(alias, inputs, result);
    }
    return result;
  }

  /** The bytes that a view shares are equal in what the kernel computes. */
  private static void assertAlias(Alias alias, List<TensorData> inputs, TensorData result) {
    byte[] input = inputs.get(alias.input()).toLittleEndian();
    byte[] output = result.toLittleEndian();
    boolean inside = alias.kind() == Alias.Kind.OUTPUT_IN_INPUT;
    byte[] inner = inside ? output : input;
    byte[] outer = inside ? input : output;
    for (int i = 0; i < inner.length; i++) {
      assertThat(outer[alias.byteOffset() + i]).isEqualTo(inner[i]);
    }
  }

  /** Any stored numbers; floats of moderate size. */
  static TensorData random(TensorType type, Random random) {
    TensorData data = TensorData.allocate(type.element(), type.count());
    for (int i = 0; i < data.count(); i++) {
      if (data.array() instanceof float[] floats) {
        floats[i] = (float) random.nextGaussian() * 4;
      } else if (data.array() instanceof double[] doubles) {
        doubles[i] = random.nextGaussian() * 4;
      } else if (data.array() instanceof long[] longs) {
        longs[i] = random.nextLong();
      } else if (data.array() instanceof int[] ints) {
        ints[i] = random.nextInt();
      } else if (data.array() instanceof short[] shorts) {
        shorts[i] = (short) random.nextInt();
      } else {
        ((byte[]) data.array())[i] =
            (byte) (type.element() == ElementType.BOOL ? random.nextInt(2) : random.nextInt());
      }
    }
    return data;
  }

  /** The element indices of a shape, one after another. */
  static int[] place(List<Integer> shape, int index) {
    int[] place = new int[shape.size()];
    int rest = index;
    for (int axis = place.length - 1; axis >= 0; axis--) {
      place[axis] = rest % shape.get(axis);
      rest /= shape.get(axis);
    }
    return place;
  }

  /** The element at a place, whose leading axes may be more than the tensor has (broadcast). */
  static int index(TensorType type, int[] place) {
    int index = 0;
    for (int axis = 0; axis < type.rank(); axis++) {
      int at = place[place.length - type.rank() + axis];
      index = index * type.extent(axis) + (type.extent(axis) == 1 ? 0 : at);
    }
    return index;
  }
}
