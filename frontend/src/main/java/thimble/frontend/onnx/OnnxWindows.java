package thimble.frontend.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.ThimbleException;
import thimble.ir.op.Window2d;

/**
 * Writes a model with other kernels and strides, everything else as it was: names, weights, what
 * stands around the layers. A smaller kernel keeps the middle of the weights. Shapes that the file
 * notes for its intermediate values are dropped.
 */
public final class OnnxWindows {
  private static final Set<String> WINDOWED =
      Set.of("Conv", "QLinearConv", "ConvInteger", "MaxPool", "AveragePool");

  /** What may stand between a constant and its reader, or between padding and its reader. */
  private static final Set<String> TRANSPARENT =
      Set.of("DequantizeLinear", "QuantizeLinear", "Identity", "Cast");

  private final GraphProto.Builder graph;
  private int counter;

  private OnnxWindows(GraphProto.Builder graph) {
    this.graph = graph;
  }

  /** Whether a node of that type can be altered. */
  public static boolean isWindowed(String opType) {
    return WINDOWED.contains(opType);
  }

  /**
   * @param edits each of another node
   * @throws ThimbleException T0204 where the model is built so that an edit cannot be made in it
   */
  public static void rewrite(Path model, List<WindowEdit> edits, Path out) {
    try {
      ModelProto.Builder builder = ModelProto.parseFrom(Files.readAllBytes(model)).toBuilder();
      OnnxWindows windows = new OnnxWindows(builder.getGraphBuilder().clearValueInfo());
      windows.requireInside();
      edits.forEach(windows::edit);
      Files.write(out, builder.build().toByteArray());
    } catch (IOException e) {
      throw new ThimbleException(
          Code.T0502,
          "the altered model cannot be written",
          out.toString(),
          Diagnostic.reason(e),
          "another file for --advise-out");
    }
  }

  private void requireInside() {
    for (TensorProto tensor : graph.getInitializerList()) {
      if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
        throw impossible(tensor.getName(), "its weights lie in files beside the model");
      }
    }
  }

  private static ThimbleException impossible(String where, String why) {
    return new ThimbleException(
        Code.T0204,
        "the altered architecture cannot be written",
        "node \"" + Diagnostic.clean(where) + "\"",
        why,
        "make the change where the model is trained");
  }

  private void edit(WindowEdit edit) {
    for (int i = 0; i < graph.getNodeCount(); i++) {
      NodeProto node = graph.getNodeList().get(i);
      String label = node.getName().isEmpty() ? node.getOutput(0) : node.getName();
      if (label.equals(edit.label()) && isWindowed(node.getOpType())) {
        graph.setNode(i, altered(node, edit));
        return;
      }
    }
    throw impossible(edit.label(), "no convolution or pool of the file has this name");
  }

  private NodeProto altered(NodeProto node, WindowEdit edit) {
    Window2d before = edit.before();
    Window2d after = edit.after();
    boolean convolution = !node.getOpType().endsWith("Pool");
    boolean smaller =
        before.kernelHeight() != after.kernelHeight()
            || before.kernelWidth() != after.kernelWidth();
    int axes = 2;
    if (convolution) {
      int weight = node.getOpType().equals("QLinearConv") ? 3 : 1;
      int tensor = constant(node.getInput(weight), edit.label());
      TensorProto stored = graph.getInitializer(tensor);
      axes = stored.getDimsCount() - 2;
      if (smaller) {
        graph.setInitializer(tensor, WeightCrop.middle(stored, before, after, edit.label()));
      }
    } else {
      axes = ints(node, "kernel_shape").length;
    }
    long[] pads = pads(node, edit, axes);
    return node.toBuilder()
        .clearAttribute()
        .addAllAttribute(
            node.getAttributeList().stream()
                .filter(
                    it ->
                        !Set.of("kernel_shape", "strides", "pads", "auto_pad")
                            .contains(it.getName()))
                .toList())
        .addAttribute(ints("kernel_shape", axes, after.kernelHeight(), after.kernelWidth()))
        .addAttribute(ints("strides", axes, after.strideY(), after.strideX()))
        .addAttribute(ints("pads", pads))
        .build();
  }

  /** The node's own padding: what the window gains or loses, it does; below 0 a Pad before does. */
  private long[] pads(NodeProto node, WindowEdit edit, int axes) {
    long[] old = sides(edit.before(), axes);
    long[] wanted = sides(edit.after(), axes);
    long[] own = ints(node, "pads");
    String auto = text(node, "auto_pad");
    if (auto.startsWith("SAME")) {
      own = old.clone();
    } else if (own.length == 0) {
      own = new long[2 * axes];
    }
    long[] missing = new long[2 * axes];
    boolean tooLittle = false;
    for (int side = 0; side < own.length; side++) {
      own[side] += wanted[side] - old[side];
      missing[side] = Math.min(0, own[side]);
      own[side] = Math.max(0, own[side]);
      tooLittle |= missing[side] < 0;
    }
    if (tooLittle) {
      repad(node.getInput(0), missing, edit.label());
    }
    return own;
  }

  private static long[] sides(Window2d window, int axes) {
    return axes == 1
        ? new long[] {window.padTop(), window.padBottom()}
        : new long[] {window.padTop(), window.padLeft(), window.padBottom(), window.padRight()};
  }

  /** Takes so many cells from the Pad that makes a value. */
  private void repad(String value, long[] less, String label) {
    int number = producer(value);
    NodeProto node = number < 0 ? null : graph.getNode(number);
    if (node != null && TRANSPARENT.contains(node.getOpType())) {
      repad(node.getInput(0), less, label);
      return;
    }
    if (node == null || !node.getOpType().equals("Pad") || node.getInputCount() < 2) {
      throw impossible(label, "its padding comes from elsewhere");
    }
    TensorProto stored = graph.getInitializer(constant(node.getInput(1), label));
    long[] pads = longs(stored);
    int rank = pads.length / 2;
    int axes = less.length / 2;
    for (int axis = 0; axis < axes; axis++) {
      pads[rank - axes + axis] += less[axis];
      pads[2 * rank - axes + axis] += less[axes + axis];
    }
    String name = "thimble_pads_" + counter++;
    ByteBuffer raw = ByteBuffer.allocate(8 * pads.length).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(pads).forEach(raw::putLong);
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.INT64.getNumber())
            .addDims(pads.length)
            .setRawData(ByteString.copyFrom(raw.array())));
    graph.setNode(number, node.toBuilder().setInput(1, name));
  }

  private static long[] longs(TensorProto tensor) {
    if (!tensor.hasRawData()) {
      return tensor.getInt64DataList().stream().mapToLong(Long::longValue).toArray();
    }
    ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    long[] values = new long[raw.remaining() / 8];
    raw.asLongBuffer().get(values);
    return values;
  }

  private int producer(String value) {
    for (int i = 0; i < graph.getNodeCount(); i++) {
      if (graph.getNode(i).getOutputList().contains(value)) {
        return i;
      }
    }
    return -1;
  }

  /** The initialiser behind a value: number in the graph. */
  private int constant(String value, String label) {
    for (int i = 0; i < graph.getInitializerCount(); i++) {
      if (graph.getInitializer(i).getName().equals(value)) {
        return i;
      }
    }
    int number = producer(value);
    if (number >= 0) {
      NodeProto node = graph.getNode(number);
      if (TRANSPARENT.contains(node.getOpType()) && readers(value) == 1) {
        return constant(node.getInput(0), label);
      }
      if (node.getOpType().equals("Constant")) {
        return fromConstant(number, value, label);
      }
    }
    throw impossible(label, "its weights are computed or shared");
  }

  /** Makes an initialiser of a Constant node. */
  private int fromConstant(int number, String value, String label) {
    for (AttributeProto attribute : graph.getNode(number).getAttributeList()) {
      if (attribute.getName().equals("value")) {
        graph.removeNode(number);
        graph.addInitializer(attribute.getT().toBuilder().setName(value));
        return graph.getInitializerCount() - 1;
      }
    }
    throw impossible(label, "its weights are no tensor");
  }

  private int readers(String value) {
    return (int)
        graph.getNodeList().stream().filter(node -> node.getInputList().contains(value)).count();
  }

  private static long[] ints(NodeProto node, String name) {
    return node.getAttributeList().stream()
        .filter(it -> it.getName().equals(name))
        .flatMapToLong(it -> it.getIntsList().stream().mapToLong(Long::longValue))
        .toArray();
  }

  private static String text(NodeProto node, String name) {
    return node.getAttributeList().stream()
        .filter(it -> it.getName().equals(name))
        .map(it -> it.getS().toStringUtf8())
        .findFirst()
        .orElse("");
  }

  private static AttributeProto ints(String name, int axes, long vertical, long horizontal) {
    return axes == 1 ? ints(name, new long[] {vertical}) : ints(name, vertical, horizontal);
  }

  private static AttributeProto ints(String name, long... values) {
    List<Long> list = new ArrayList<>();
    Arrays.stream(values).forEach(list::add);
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addAllInts(list)
        .build();
  }
}
