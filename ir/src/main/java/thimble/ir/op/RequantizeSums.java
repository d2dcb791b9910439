package thimble.ir.op;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.Quantization;
import thimble.ir.TensorType;
import thimble.ir.kernel.RequantizeSumsKernel;

/**
 * From the sums of a layer ({@link Conv2dSum}, {@link FullyConnectedSum}) to what it gives: {@code
 * y = clamp(requantize(sum, S_x S_w / S_y) + z_y)}, s32 to s8 or s64 to s16; f32 to f32 by the
 * clamp alone.
 *
 * @param srcScale of the layer's input; of f32 no matter
 * @param weightScales of the layer's weight, one or one for each channel
 * @param activation the layer's
 */
public record RequantizeSums(float srcScale, List<Float> weightScales, Clamp activation)
    implements Op {
  public RequantizeSums {
    weightScales = List.copyOf(weightScales);
    if (weightScales.isEmpty()) {
      throw new IllegalArgumentException("a weight has a scale");
    }
  }

  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    if (!checks.inputs(inputs, 1, "sums")) {
      return;
    }
    TensorType sums = inputs.get(0);
    checks
        .require(
            !sums.isQuantized()
                && (sums.element() == ElementType.S32
                    || sums.element() == ElementType.S64
                    || sums.element() == ElementType.F32),
            "C2",
            "sums are s32, s64 or f32, not " + sums)
        .require(sums.rank() >= 1, "C3", "sums have channels");
    if (checks.passed()) {
      checks.require(
          weightScales.size() == 1 || weightScales.size() == sums.extent(-1),
          "C4",
          weightScales.size() + " scales for " + sums.extent(-1) + " channels");
    }
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    TensorType sums = inputs.get(0);
    ElementType element =
        switch (sums.element()) {
          case S32 -> ElementType.S8;
          case S64 -> ElementType.S16;
          default -> ElementType.F32;
        };
    return List.of(TensorType.of(element, sums.shape()));
  }

  @Override
  public Access access(Signature signature) {
    return Access.mergeableRows(RowWindow.same());
  }

  @Override
  public KernelCall kernel(Signature signature) {
    TensorType sums = signature.input(0);
    TensorType y = signature.output();
    int channels = sums.extent(-1);
    Arguments arguments =
        new Arguments()
            .source(0)
            .perRow("pixels", sums.product(sums.rowAxes(), sums.rank() - 1))
            .integer("channels", channels);
    if (sums.element() == ElementType.F32) {
      arguments.real("clampLow", activation.low()).real("clampHigh", activation.high());
    } else {
      TensorType x =
          TensorType.quantized(y.element(), List.of(1), Quantization.perTensor(srcScale, 0));
      Requantization requantization = Requantization.perChannel(x, weight(channels), y, channels);
      arguments
          .add(requantization.multipliers())
          .add(requantization.shifts())
          .integer("dstZero", y.quant().zeroPoint())
          .integer("clampLow", activation.storedLow(y))
          .integer("clampHigh", activation.storedHigh(y));
    }
    return arguments.sink(0).call(RequantizeSumsKernel.class, sums.element().text());
  }

  /** The layer's weight, as far as its scales go. */
  private TensorType weight(int channels) {
    Quantization scales =
        new Quantization(
            weightScales,
            weightScales.stream().map(scale -> 0).toList(),
            weightScales.size() == 1 ? -1 : 0);
    return TensorType.quantized(ElementType.S8, List.of(channels), scales);
  }

  @Override
  public Optional<Part> part(Signature signature, Slab output) {
    boolean channels = Parts.isChannels(signature.output(), output.axis());
    return channels && weightScales.size() > 1
        ? Parts.elementwise(
            new RequantizeSums(
                srcScale, weightScales.subList(output.from(), output.to()), activation),
            signature,
            1,
            output)
        : Parts.elementwise(this, signature, 1, output);
  }

  @Override
  public long macs(Signature signature) {
    return 0;
  }

  @Override
  public Set<Integer> overwritable(Signature signature) {
    return Broadcast.overwritable(signature, 1);
  }

  @Override
  public Optional<Clamp> clamp() {
    return Optional.of(activation);
  }

  @Override
  public Op withClamp(Clamp clamp) {
    return new RequantizeSums(srcScale, weightScales, clamp);
  }
}
