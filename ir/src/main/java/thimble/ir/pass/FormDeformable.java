package thimble.ir.pass;

import java.util.ArrayList;
import java.util.List;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.Clamp;
import thimble.ir.op.Conv2d;
import thimble.ir.op.DeformConv2d;
import thimble.ir.op.DeformForm;
import thimble.ir.op.Window2d;

/**
 * Deformable convolutions in another form: bounded, rounded, square, as the user asks. This changes
 * what a model computes.
 *
 * <pre>
 *   %y = deform_conv2d(square=false, bounds=none) %x, %w, %b, %o    %o : [1xHxWx18]
 *   -&gt;
 *   %p = conv2d(1x1) %o, %distances, %zeros                         %p : [1xHxWx1]
 *   %y = deform_conv2d(square=true, bounds=[-7, 7]) %x, %w, %b, %p
 * </pre>
 *
 * The one offset of a pixel is the one whose pushes come nearest to those of its taps: {@code sum d
 * o / sum d^2} over both directions, {@code d} a tap's distance from the centre. It pays where
 * offsets were trained free and hardware wants few of them.
 */
public final class FormDeformable implements Pass {
  private final DeformForm form;

  public FormDeformable(DeformForm form) {
    this.form = form;
  }

  @Override
  public Graph run(Graph graph) {
    GraphEdit edit = new GraphEdit(graph);
    for (Node node : edit.nodes()) {
      if (node.op() instanceof DeformConv2d op) {
        form(edit, node, op);
      }
    }
    return edit.isChanged() ? edit.finish() : graph;
  }

  private void form(GraphEdit edit, Node node, DeformConv2d op) {
    List<String> inputs = new ArrayList<>(node.inputs());
    DeformForm own = form;
    if (form.square() && !op.square()) {
      if (op.window().kernelHeight() * op.window().kernelWidth() == 1) {
        // A single tap is its own centre: nothing would push it.
        own = new DeformForm(form.bounds(), form.rounded(), false);
      } else {
        inputs.set(DeformConv2d.OFFSET, projected(edit, node, op));
      }
    }
    edit.put(new Node(own.of(op), inputs, node.outputs(), node.origin()));
  }

  /** The offsets as one number for each group of channels. */
  private static String projected(GraphEdit edit, Node node, DeformConv2d op) {
    String offset = node.inputs().get(DeformConv2d.OFFSET);
    TensorType type = edit.type(offset);
    int taps = op.window().kernelHeight() * op.window().kernelWidth();
    int[] distances = new int[2 * taps];
    int squares = 0;
    for (int tap = 0; tap < taps; tap++) {
      // Twice the distance: of an even kernel the centre lies between two taps.
      distances[2 * tap] = 2 * (tap / op.window().kernelWidth()) - (op.window().kernelHeight() - 1);
      distances[2 * tap + 1] =
          2 * (tap % op.window().kernelWidth()) - (op.window().kernelWidth() - 1);
      squares += distances[2 * tap] * distances[2 * tap];
      squares += distances[2 * tap + 1] * distances[2 * tap + 1];
    }
    List<Integer> weightShape = List.of(op.offsetGroups(), 1, 1, 2 * taps);
    boolean real = type.element() == ElementType.F32;
    String weight;
    if (real) {
      float[] factors = new float[op.offsetGroups() * 2 * taps];
      for (int i = 0; i < factors.length; i++) {
        factors[i] = (float) (2.0 * distances[i % distances.length] / squares);
      }
      weight = edit.addFloats(offset + ".distances", weightShape, factors);
    } else {
      byte[] factors = new byte[op.offsetGroups() * 2 * taps];
      for (int i = 0; i < factors.length; i++) {
        factors[i] = (byte) distances[i % distances.length];
      }
      weight =
          edit.addConstant(
              offset + ".distances",
              TensorType.quantized(
                  ElementType.S8, weightShape, Quantization.perTensor((float) (2.0 / squares), 0)),
              TensorData.bytes(factors));
    }
    String zeros =
        edit.addConstant(
            offset + ".zeros",
            TensorType.of(real ? ElementType.F32 : ElementType.S32, op.offsetGroups()),
            TensorData.allocate(real ? ElementType.F32 : ElementType.S32, op.offsetGroups()));
    List<Integer> shape = new ArrayList<>(type.shape());
    shape.set(3, op.offsetGroups());
    Value one = edit.newValue(offset + ".square", type.withShape(shape));
    Conv2d sums = new Conv2d(Window2d.pointwise(), op.offsetGroups(), Clamp.NONE);
    edit.put(new Node(sums, List.of(offset, weight, zeros), List.of(one), node.origin()));
    return one.id();
  }
}
