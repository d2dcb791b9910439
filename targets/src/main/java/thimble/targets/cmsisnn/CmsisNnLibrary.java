package thimble.targets.cmsisnn;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import thimble.ir.TensorData;
import thimble.ir.op.Access;
import thimble.ir.op.Add;
import thimble.ir.op.AveragePool2d;
import thimble.ir.op.Conv2d;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.FullyConnected;
import thimble.ir.op.KernelCall;
import thimble.ir.op.MaxPool2d;
import thimble.ir.op.Multiply;
import thimble.ir.op.Op;
import thimble.ir.op.Signature;
import thimble.targets.Board;
import thimble.targets.Cost;
import thimble.targets.Kernel;
import thimble.targets.KernelLibrary;
import thimble.targets.KernelTemplate;

/**
 * Calls of ARM's CMSIS-NN, through its public functions alone. The library is not part of Thimble:
 * generated projects build it from where {@code CMSIS_NN_DIR} points. See docs/cmsis-nn.md.
 *
 * <p>Its functions compute a layer over its whole output, so layers that look at neighbouring rows
 * do not run row by row; pointwise, fully connected and elementwise layers do.
 */
public final class CmsisNnLibrary implements KernelLibrary {
  static final String NAME = "cmsisnn";

  /** The release whose results and buffers were compared. */
  public static final String TAG = "v7.0.0";

  private final boolean vectors;

  /** For any processor without vector instructions. */
  public CmsisNnLibrary() {
    this(false);
  }

  private CmsisNnLibrary(boolean vectors) {
    this.vectors = vectors;
  }

  /** The kernels of one operator. */
  interface Family {
    Fit find(Op op, Signature signature, List<Optional<TensorData>> constants, boolean vectors);
  }

  private static final Map<Class<? extends Op>, Family> FAMILIES =
      Map.of(
          Conv2d.class,
          (op, signature, constants, vectors) ->
              Windowed.find((Conv2d) op, signature, constants, vectors),
          DepthwiseConv2d.class,
          (op, signature, constants, vectors) ->
              Windowed.find((DepthwiseConv2d) op, signature, constants, vectors),
          FullyConnected.class,
          (op, signature, constants, vectors) ->
              Dense.find((FullyConnected) op, signature, constants, vectors),
          Add.class,
          (op, signature, constants, vectors) -> Elementwise.find(op, signature, "add"),
          Multiply.class,
          (op, signature, constants, vectors) -> Elementwise.find(op, signature, "multiply"),
          AveragePool2d.class,
          (op, signature, constants, vectors) ->
              Pooling.find((AveragePool2d) op, signature, vectors),
          MaxPool2d.class,
          (op, signature, constants, vectors) -> Pooling.find((MaxPool2d) op, signature));

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean supports(Board.Core core) {
    return true;
  }

  @Override
  public boolean isBundled() {
    return false;
  }

  @Override
  public KernelLibrary on(Board.Core core) {
    return new CmsisNnLibrary(core.has(Board.Feature.MVE));
  }

  @Override
  public Optional<Kernel> find(Op op, Signature signature, List<Optional<TensorData>> constants) {
    return fit(op, signature, constants).kernel();
  }

  @Override
  public String refusal(Op op, Signature signature, List<Optional<TensorData>> constants) {
    return fit(op, signature, constants).refusal();
  }

  private Fit fit(Op op, Signature signature, List<Optional<TensorData>> constants) {
    Family family = FAMILIES.get(op.getClass());
    return family == null
        ? Fit.refused("it has no function for " + op.name())
        : family.find(op, signature, constants, vectors);
  }

  /** What a family found: a kernel, or why there is none. */
  record Fit(Optional<Kernel> kernel, String refusal) {
    static Fit refused(String why) {
      return new Fit(Optional.empty(), why);
    }

    static Fit of(
        Signature signature,
        KernelCall call,
        Access access,
        Set<Integer> overwritable,
        String stem,
        Record model,
        double perElement) {
      double elements = signature.output().count() / (double) signature.output().rows();
      Kernel kernel =
          new Kernel(
              NAME,
              call,
              access,
              overwritable,
              Optional.of(new KernelTemplate(NAME + "/" + stem, call.method(), model, NAME)),
              new Cost.Linear(150, perElement * elements));
      return new Fit(Optional.of(kernel), "");
    }
  }
}
