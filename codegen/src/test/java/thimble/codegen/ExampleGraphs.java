package thimble.codegen;

import java.util.ArrayList;
import java.util.List;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Add;
import thimble.ir.op.ArgMax;
import thimble.ir.op.AveragePool2d;
import thimble.ir.op.Cast;
import thimble.ir.op.Clamp;
import thimble.ir.op.Compare;
import thimble.ir.op.Concat;
import thimble.ir.op.Conv2d;
import thimble.ir.op.ConvTranspose2d;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.Dequantize;
import thimble.ir.op.FullyConnected;
import thimble.ir.op.Gather;
import thimble.ir.op.LayerNormalization;
import thimble.ir.op.MaxPool2d;
import thimble.ir.op.Pad;
import thimble.ir.op.Quantize;
import thimble.ir.op.Reduce;
import thimble.ir.op.Reshape;
import thimble.ir.op.Resize2d;
import thimble.ir.op.Slice;
import thimble.ir.op.Softmax;
import thimble.ir.op.Transpose;
import thimble.ir.op.Unary;
import thimble.ir.op.Where;
import thimble.ir.op.Window2d;

/** Networks that are small enough to read when emitted. */
final class ExampleGraphs {
  private static final String HOSTILE = "*/ #include \"x\"\n??/ \\";

  /** Strided and padded, then pointwise, of hostile names. */
  static Graph quantized(String name) {
    return new Networks.Builder(1)
        .input("x", Networks.s8(0.5f, 3, 1, 9, 8, 3))
        .constant("w", perChannel(5, 3, 3, 3))
        .constant("b", TensorType.of(ElementType.S32, 5))
        .constant("w2", Networks.s8(0.01f, 0, 4, 1, 1, 5))
        .constant("b2", TensorType.of(ElementType.S32, 4))
        .node("conv1", "/stem/Conv", conv(2, 1), quantization(0.7f, -5), "x", "w", "b")
        .node(
            "conv2",
            HOSTILE,
            new Conv2d(Window2d.pointwise(), 1, Clamp.NONE),
            quantization(0.9f, -4),
            "conv1",
            "w2",
            "b2")
        .outputs(name, "conv2");
  }

  /** Two images, grouped, dilated; the intermediate result is an output too. */
  static Graph floating(String name) {
    return new Networks.Builder(2)
        .input("x", TensorType.of(ElementType.F32, 2, 7, 6, 4))
        .constant("w", TensorType.of(ElementType.F32, 6, 3, 3, 2))
        .constant("b", TensorType.of(ElementType.F32, 6))
        .constant("w2", TensorType.of(ElementType.F32, 2, 3, 3, 6))
        .constant("b2", TensorType.of(ElementType.F32, 2))
        .node(
            "conv1",
            "a",
            new Conv2d(new Window2d(3, 3, 1, 1, 2, 2, 2, 2, 2, 2), 2, Clamp.RELU6),
            null,
            "x",
            "w",
            "b")
        .node("conv2", "b", conv(2, 1), null, "conv1", "w2", "b2")
        .outputs(name, "conv2", "conv1");
  }

  /** Most access patterns once: several inputs and outputs, working memory, resampled rows. */
  static Graph mixed(String name) {
    TensorType vector = TensorType.of(ElementType.F32, 8);
    return new Networks.Builder(3)
        .input("x", TensorType.of(ElementType.F32, 1, 8, 6, 4))
        .input("m", TensorType.of(ElementType.F32, 1, 5, 8))
        .constant("wd", TensorType.of(ElementType.F32, 3, 3, 8))
        .constant("b8", vector)
        .constant("scale8", vector)
        .constant("wt", TensorType.of(ElementType.F32, 8, 2, 3, 8))
        .constant("wf", TensorType.of(ElementType.F32, 5, 8))
        .constant("bf", TensorType.of(ElementType.F32, 5))
        .node(
            "dw", "dw", new DepthwiseConv2d(square(3, 1, 1), 2, Clamp.RELU), null, "x", "wd", "b8")
        .node("max", "max", new MaxPool2d(square(2, 2, 0)), null, "dw")
        .node(
            "up",
            "up",
            new ConvTranspose2d(new Window2d(2, 3, 2, 2, 1, 1, 1, 0, 0, 1), 1, 1, 0, Clamp.NONE),
            null,
            "max",
            "wt",
            "b8")
        .node(
            "big",
            "big",
            new Resize2d(
                13,
                9,
                Resize2d.Mode.LINEAR,
                Resize2d.Coordinates.HALF_PIXEL,
                Resize2d.Rounding.FLOOR,
                13f / 7,
                9f / 6,
                -0.75f,
                false),
            null,
            "up")
        .node("average", "average", new AveragePool2d(square(3, 2, 1), false), null, "big")
        .node("mean", "mean", new Reduce(Reduce.Kind.MEAN, List.of(1, 2), false), null, "average")
        .node("fc", "fc", new FullyConnected(Clamp.NONE), null, "mean", "wf", "bf")
        .node("p", "p", new Softmax(1, false), null, "fc")
        .node("top", "top", new ArgMax(1, false, false, false), null, "p")
        .node("ln", "ln", new LayerNormalization(2, 1e-5f), null, "m", "scale8", "b8")
        .outputs(name, "p", "top", "ln");
  }

  /** Types that follow each other in the same bytes, broadcasts, moved data, views. */
  static Graph moved(String name) {
    Quantization q = quantization(0.05f, 3);
    return new Networks.Builder(4)
        .input("x", TensorType.of(ElementType.F32, 1, 6, 5, 4))
        .constant("v", TensorType.of(ElementType.F32, 4))
        .constant("indices", TensorType.of(ElementType.S64, 3), TensorData.longs(7, -1, 0))
        .constant("zero", TensorType.of(ElementType.F32, 1), TensorData.floats(0))
        .constant("infinity", TensorType.of(ElementType.F32, 1), TensorData.floats(1f / 0))
        .node("q", "q", new Quantize(ElementType.S8), q, "x")
        .node("sum", "sum", new Add(Clamp.RELU), quantization(0.1f, -9), "q", "q")
        .node("d", "d", new Dequantize(), null, "q")
        .node("whole", "whole", new Cast(ElementType.S32), null, "d")
        .node("back", "back", new Cast(ElementType.F32), null, "whole")
        .node("a", "a", new Add(Clamp.NONE), null, "back", "v")
        .node("t", "t", new Transpose(List.of(0, 3, 1, 2)), null, "a")
        .node(
            "s",
            "s",
            new Slice(List.of(0, 0, 5, 0), List.of(1, 4, 3, 5), List.of(1, 1, -2, 1)),
            null,
            "t")
        .node(
            "p",
            "p",
            new Pad(List.of(0, 0, 1, 0), List.of(0, 0, 1, 2), Pad.Mode.REFLECT, 0),
            null,
            "s")
        .node("p2", "p2", new Unary(Unary.Function.FLOOR, 0, 0), null, "p")
        .node("c", "c", new Concat(1), null, "p", "p2")
        .node("g", "g", new Gather(1), null, "c", "indices")
        .node("r", "r", new Reshape(List.of(3, 35)), null, "g")
        .node("less", "less", new Compare(Compare.Relation.LESS), null, "r", "zero")
        .node("w", "w", new Where(), null, "less", "infinity", "r")
        .node("u", "u", new Unary(Unary.Function.TANH, 0, 0), null, "w")
        .outputs(name, "u", "sum", "less");
  }

  private static Window2d square(int kernel, int stride, int padding) {
    return new Window2d(kernel, kernel, stride, stride, 1, 1, padding, padding, padding, padding);
  }

  private static Conv2d conv(int stride, int padding) {
    return new Conv2d(
        new Window2d(3, 3, stride, stride, 1, 1, padding, padding, padding, padding),
        1,
        Clamp.RELU);
  }

  private static Quantization quantization(float scale, int zeroPoint) {
    return Quantization.perTensor(scale, zeroPoint);
  }

  private static TensorType perChannel(int... shape) {
    List<Float> scales = new ArrayList<>();
    List<Integer> zeros = new ArrayList<>();
    List<Integer> extents = new ArrayList<>();
    for (int extent : shape) {
      extents.add(extent);
    }
    for (int i = 0; i < shape[0]; i++) {
      scales.add(0.01f * (i + 1));
      zeros.add(0);
    }
    return TensorType.quantized(ElementType.S8, extents, new Quantization(scales, zeros, 0));
  }

  private ExampleGraphs() {}
}
