package thimble.ir.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import thimble.ir.ElementType;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.run.Evaluator;

/** Slabs of resized and transposed-convolved images, against the same slab of the whole. */
class SectionsTest {
  private static final Quantization SCALE = Quantization.perTensor(0.1f, -5);

  private final SplittableRandom random = new SplittableRandom(7);

  private static TensorType image(int height, int width, int channels) {
    return TensorType.quantized(ElementType.S8, List.of(1, height, width, channels), SCALE);
  }

  private TensorData bytes(int count) {
    byte[] data = new byte[count];
    for (int i = 0; i < count; i++) {
      data[i] = (byte) random.nextInt(256);
    }
    return TensorData.bytes(data);
  }

  private static TensorData slab(TensorData data, TensorType type, Slab slab) {
    List<Integer> starts = new ArrayList<>(List.of(0, 0, 0, 0));
    starts.set(slab.axis(), slab.from());
    List<Integer> shape = type.slab(slab.axis(), slab.from(), slab.to()).shape();
    Slice slice = new Slice(starts, shape, List.of(1, 1, 1, 1));
    Signature signature =
        new Signature(
            List.of(TensorType.of(type.element(), type.shape())),
            List.of(TensorType.of(type.element(), shape)));
    return Evaluator.apply(slice, signature, List.of(data)).get(0);
  }

  private Slab somewhere(TensorType type) {
    int axis = 1 + random.nextInt(2);
    int from = random.nextInt(type.extent(axis));
    return new Slab(axis, from, from + 1 + random.nextInt(type.extent(axis) - from));
  }

  /** A part, a part of the part, and both reading from where their slab lies. */
  private void check(Op op, Signature signature, List<TensorData> data, int depth) {
    TensorType x = signature.input(0);
    TensorType y = signature.output();
    Slab output = somewhere(y);
    Part part = op.part(signature, output).orElseThrow();
    Slab source = part.inputs().get(0);
    TensorType narrow = x.slab(source.axis(), source.from(), source.to());
    List<TensorType> types = new ArrayList<>(signature.inputs());
    types.set(0, narrow);
    List<TensorData> inputs = new ArrayList<>(data);
    inputs.set(0, slab(data.get(0), x, source));
    TensorType result = y.slab(output.axis(), output.from(), output.to());
    Checks checks = new Checks();
    part.op().check(types, checks);
    assertThat(checks.passed()).as(part.toString()).isTrue();
    assertThat(part.op().infer(types).get(0).shape()).as(part.toString()).isEqualTo(result.shape());
    TensorData expected = slab(Evaluator.apply(op, signature, data).get(0), y, output);
    Signature own = new Signature(types, List.of(result));
    assertThat(Evaluator.apply(part.op(), own, inputs).get(0))
        .as(op + " " + part)
        .isEqualTo(expected);
    part.op()
        .cropping(x, source)
        .ifPresent(
            crop ->
                assertThat(
                        Evaluator.apply(
                                crop, new Signature(signature.inputs(), List.of(result)), data)
                            .get(0))
                    .as(op + " " + crop)
                    .isEqualTo(expected));
    if (depth > 0) {
      check(part.op(), own, inputs, depth - 1);
    }
  }

  @Test
  void slabsOfAResizedImageAreThoseOfTheWhole() {
    for (int i = 0; i < 600; i++) {
      TensorType x = image(1 + random.nextInt(7), 1 + random.nextInt(7), 1 + random.nextInt(3));
      int height = 1 + random.nextInt(16);
      int width = 1 + random.nextInt(16);
      Resize2d op =
          Resize2d.to(
              x,
              height,
              width,
              Resize2d.Mode.values()[random.nextInt(3)],
              Resize2d.Coordinates.values()[random.nextInt(6)],
              Resize2d.Rounding.values()[random.nextInt(4)]);
      TensorType y = image(height, width, x.extent(3));
      check(op, new Signature(List.of(x), List.of(y)), List.of(bytes(x.count())), 1);
    }
  }

  @Test
  void slabsOfATransposedConvolutionAreThoseOfTheWhole() {
    int checked = 0;
    while (checked < 300) {
      TensorType x = image(1 + random.nextInt(6), 1 + random.nextInt(6), 2);
      int height = 1 + random.nextInt(4);
      int width = 1 + random.nextInt(4);
      Window2d window =
          new Window2d(
              height,
              width,
              1 + random.nextInt(3),
              1 + random.nextInt(3),
              1 + random.nextInt(2),
              1 + random.nextInt(2),
              random.nextInt(height),
              random.nextInt(width),
              random.nextInt(height),
              random.nextInt(width));
      ConvTranspose2d op =
          new ConvTranspose2d(window, 1, random.nextInt(2), random.nextInt(2), Clamp.NONE);
      TensorType weight =
          TensorType.quantized(
              ElementType.S8, List.of(3, height, width, 2), Quantization.perTensor(0.02f, 0));
      TensorType bias = TensorType.of(ElementType.S32, List.of(3));
      Checks checks = new Checks();
      List<TensorType> types = List.of(x, weight, bias);
      op.check(types, checks);
      if (checks.passed()) {
        TensorType y = op.infer(types).get(0);
        List<TensorData> data =
            List.of(
                bytes(x.count()), bytes(weight.count()), TensorData.ints(new int[] {90, -40, 7}));
        TensorType result = image(y.extent(1), y.extent(2), 3);
        check(op, new Signature(types, List.of(result)), data, 1);
        checked++;
      }
    }
  }
}
