package thimble.codegen.hls;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.codegen.c.LayerNames;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.TensorType;
import thimble.ir.ThimbleException;
import thimble.ir.op.Clamp;
import thimble.ir.op.DeformConv2d;
import thimble.ir.op.DeformForm;
import thimble.ir.op.Signature;
import thimble.targets.Fpga;
import thimble.targets.hls.HlsLibrary;

/**
 * What hardware asks of deformable convolutions: a layer that computes their offsets, and room for
 * the rows that these can reach.
 */
final class DeformLimits {
  private static final long BYTES_OF_18_KBIT = 18 * 1024 / 8;
  private static final long BYTES_OF_288_KBIT = 288 * 1024 / 8;

  private DeformLimits() {}

  /**
   * @throws ThimbleException T0201 for offsets that come from outside, T0404 for rows that all
   *     memory of the device does not hold
   */
  static void require(Graph graph, Fpga fpga) {
    GraphIndex index = graph.index();
    List<Diagnostic> problems = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof DeformConv2d op
          && index.type(node.inputs().get(0)).element() == ElementType.S8) {
        offsets(index, node).ifPresent(problems::add);
        rows(index.signature(node), op, LayerNames.of(node), fpga).ifPresent(problems::add);
      }
    }
    if (!problems.isEmpty()) {
      throw new ThimbleException(problems);
    }
  }

  private static Optional<Diagnostic> offsets(GraphIndex index, Node node) {
    for (int input = DeformConv2d.OFFSET; input < node.inputs().size(); input++) {
      String id = node.inputs().get(input);
      Optional<Node> producer = index.producer(id);
      while (producer.isPresent()
          && HlsLibrary.isRenaming(producer.get().op(), index.signature(producer.get()))) {
        id = producer.get().inputs().get(0);
        producer = index.producer(id);
      }
      if (producer.isEmpty()) {
        String what = input == DeformConv2d.OFFSET ? "offsets" : "masks";
        return Optional.of(
            new Diagnostic(
                Code.T0201,
                "the FPGA back end wants " + what + " that the network computes",
                LayerNames.of(node),
                "its "
                    + index.type(id).count()
                    + " "
                    + what
                    + (index.isConstant(id) ? " are constants" : " are an input of the network")
                    + ": 0 layers compute them",
                "compute them from the image, as deformable convolutions are trained; a"
                    + " constant offset is a convolution with dilation"));
      }
    }
    return Optional.empty();
  }

  private static Optional<Diagnostic> rows(
      Signature signature, DeformConv2d op, String where, Fpga fpga) {
    TensorType x = signature.input(0);
    int reach = op.rowReach(signature).cells();
    long row = (long) x.extent(2) * x.extent(3);
    long needed = Math.min(reach, x.extent(1)) * row;
    long device = fpga.bram18() * BYTES_OF_18_KBIT + fpga.uram() * BYTES_OF_288_KBIT;
    if (needed <= device) {
      return Optional.empty();
    }
    String hint = "a smaller image, or a larger device";
    // Between cells rows come in pairs.
    for (int bound = 0; bound < reach; bound++) {
      DeformForm form = new DeformForm(new Clamp(-bound, bound), false, false);
      if ((form.of(op).rowReach(signature).cells() + 1) * row <= device) {
        hint = "--deform bounded=-%1$d:%1$d fits (docs/deformable.md)".formatted(bound);
      }
    }
    return Optional.of(
        new Diagnostic(
            Code.T0404,
            "the rows that offsets can reach do not fit " + fpga.label(),
            where,
            "offsets reach "
                + reach
                + " rows of "
                + row
                + " bytes: a line buffer of "
                + needed
                + " bytes; the device has "
                + device
                + " bytes of memory",
            hint));
  }
}
