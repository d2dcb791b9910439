package thimble.ir.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Resize2d.Coordinates;
import thimble.ir.op.Resize2d.Mode;
import thimble.ir.op.Resize2d.Rounding;

class Resize2dTest {
  private static final int[][] SIZES = {{4, 6}, {8, 12}, {2, 3}, {5, 7}, {1, 1}, {3, 4}, {9, 5}};

  /** ONNX's coordinate of an output cell, for extents without a scale of their own. */
  private static double source(Coordinates coordinates, int i, int in, int out) {
    double step = (double) in / out;
    return switch (coordinates) {
      case ASYMMETRIC -> i * step;
      case HALF_PIXEL, HALF_PIXEL_SYMMETRIC -> (i + 0.5) * step - 0.5;
      case PYTORCH_HALF_PIXEL -> out == 1 ? 0 : (i + 0.5) * step - 0.5;
      case TF_HALF_PIXEL_FOR_NN -> (i + 0.5) * step;
      case ALIGN_CORNERS -> out == 1 ? 0 : i * (in - 1.0) / (out - 1);
    };
  }

  /** Weight of an input cell at a distance from the coordinate; cells beyond the border repeat. */
  private static double weight(Resize2d resize, double distance) {
    double d = Math.abs(distance);
    double a = resize.cubicCoefficient();
    if (resize.mode() == Mode.LINEAR) {
      return Math.max(0, 1 - d);
    }
    if (d <= 1) {
      return (a + 2) * d * d * d - (a + 3) * d * d + 1;
    }
    return d < 2 ? a * d * d * d - 5 * a * d * d + 8 * a * d - 4 * a : 0;
  }

  private static double interpolated(
      Resize2d resize, TensorType x, TensorData data, int n, double sy, double sx, int c) {
    double sum = 0;
    double total = 0;
    for (int iy = (int) Math.floor(sy) - 2; iy <= sy + 3; iy++) {
      for (int ix = (int) Math.floor(sx) - 2; ix <= sx + 3; ix++) {
        double weight = weight(resize, iy - sy) * weight(resize, ix - sx);
        int row = Math.max(0, Math.min(x.extent(1) - 1, iy));
        int column = Math.max(0, Math.min(Images.width(x) - 1, ix));
        if (!resize.excludeOutside() || row == iy && column == ix) {
          total += weight;
          sum += weight * Expected.term(x, data, Expected.at(x, n, row, column, c));
        }
      }
    }
    return sum / total;
  }

  private static double[] plainly(Resize2d resize, TensorType x, TensorType y, TensorData data) {
    double[] result = new double[y.count()];
    for (int i = 0; i < result.length; i++) {
      int c = i % y.extent(-1);
      int ox = i / y.extent(-1) % Images.width(y);
      int oy = i / y.extent(-1) / Images.width(y) % y.extent(1);
      int n = i / y.extent(-1) / Images.width(y) / y.extent(1);
      double sy = source(resize.coordinates(), oy, x.extent(1), y.extent(1));
      double sx = source(resize.coordinates(), ox, Images.width(x), Images.width(y));
      result[i] = interpolated(resize, x, data, n, sy, sx, c);
    }
    return result;
  }

  private static Resize2d resize(
      TensorType x, int[] size, Mode mode, Coordinates coordinates, boolean excludeOutside) {
    return new Resize2d(
        size[0],
        size[1],
        mode,
        coordinates,
        Rounding.FLOOR,
        (float) size[0] / x.extent(1),
        (float) size[1] / Images.width(x),
        -0.75f,
        excludeOutside);
  }

  @Test
  void floatInterpolatesLinearlyAndCubically() {
    Samples samples = new Samples(1);
    TensorType x = Samples.f32(2, 4, 6, 3);
    for (int[] size : SIZES) {
      for (Coordinates coordinates : Coordinates.values()) {
        for (Mode mode : List.of(Mode.LINEAR, Mode.CUBIC)) {
          for (boolean exclude : new boolean[] {false, mode == Mode.CUBIC}) {
            Resize2d resize = resize(x, size, mode, coordinates, exclude);
            TensorData data = samples.data(x);
            TensorType y = Trial.infer(resize, List.of(x)).get(0);
            Expected.assertSame(
                Trial.run(resize, List.of(x), List.of(data)), plainly(resize, x, y, data), resize);
          }
        }
      }
    }
  }

  @Test
  void quantizedRoundsTheInterpolation() {
    Samples samples = new Samples(2);
    for (int[] size : SIZES) {
      for (Mode mode : List.of(Mode.LINEAR, Mode.CUBIC)) {
        TensorType x = samples.s8(2, 4, 6, 3);
        Resize2d resize = resize(x, size, mode, Coordinates.HALF_PIXEL, false);
        TensorData data = samples.data(x);
        TensorType y = Trial.infer(resize, List.of(x)).get(0);
        double[] exact = plainly(resize, x, y, data);
        TensorData actual = Trial.run(resize, List.of(x), List.of(data), x.quant());
        for (int i = 0; i < exact.length; i++) {
          double stored = Math.max(-128, Math.min(127, exact[i] + x.quant().zeroPoint()));
          assertThat(Math.abs(actual.real(i) - stored)).as("%s", resize).isLessThan(0.55);
        }
      }
    }
  }

  @Test
  void nearestCellsFollowTheRounding() {
    TensorType x = Samples.f32(1, 2, 1, 1);
    TensorData data = TensorData.floats(10, 20);
    // From 2 to 8 rows, half pixels: -0.375, -0.125, 0.125, 0.375, 0.625, 0.875, 1.125, 1.375.
    assertThat(rows(x, data, 8, Coordinates.HALF_PIXEL, Rounding.FLOOR))
        .containsExactly(10, 10, 10, 10, 10, 10, 20, 20);
    assertThat(rows(x, data, 8, Coordinates.HALF_PIXEL, Rounding.CEIL))
        .containsExactly(10, 10, 20, 20, 20, 20, 20, 20);
    assertThat(rows(x, data, 8, Coordinates.HALF_PIXEL, Rounding.ROUND_PREFER_FLOOR))
        .containsExactly(10, 10, 10, 10, 20, 20, 20, 20);
    // Asymmetric: 0, 0.25, 0.5, 0.75, 1, ...: the half decides.
    assertThat(rows(x, data, 8, Coordinates.ASYMMETRIC, Rounding.ROUND_PREFER_FLOOR))
        .containsExactly(10, 10, 10, 20, 20, 20, 20, 20);
    assertThat(rows(x, data, 8, Coordinates.ASYMMETRIC, Rounding.ROUND_PREFER_CEIL))
        .containsExactly(10, 10, 20, 20, 20, 20, 20, 20);
    assertThat(rows(x, data, 3, Coordinates.ALIGN_CORNERS, Rounding.ROUND_PREFER_FLOOR))
        .containsExactly(10, 10, 20);
  }

  private static float[] rows(
      TensorType x, TensorData data, int height, Coordinates coordinates, Rounding rounding) {
    return Trial.run(
            Resize2d.to(x, height, 1, Mode.NEAREST, coordinates, rounding),
            List.of(x),
            List.of(data))
        .floatArray();
  }

  @Test
  void nearestCellsOfImagesAndSequences() {
    Samples samples = new Samples(3);
    for (int[] size : SIZES) {
      for (Coordinates coordinates : Coordinates.values()) {
        TensorType image = samples.s8(2, 4, 6, 3);
        Resize2d resize =
            Resize2d.to(image, size[0], size[1], Mode.NEAREST, coordinates, Rounding.FLOOR);
        TensorData data = samples.data(image);
        TensorData actual = Trial.run(resize, List.of(image), List.of(data), image.quant());
        TensorType y = Trial.infer(resize, List.of(image)).get(0);
        for (int i = 0; i < y.count(); i++) {
          int oy = i / y.extent(-1) / y.extent(2) % y.extent(1);
          int ox = i / y.extent(-1) % y.extent(2);
          int n = i / y.product(1, 4);
          int iy = clampedFloor(source(coordinates, oy, 4, size[0]), 4);
          int ix = clampedFloor(source(coordinates, ox, 6, size[1]), 6);
          assertThat(actual.real(i))
              .as("%s", resize)
              .isEqualTo(data.real(Expected.at(image, n, iy, ix, i % 3)));
        }
      }
    }
    TensorType sequence = TensorType.of(ElementType.U8, 2, 3, 2);
    TensorData data = samples.data(sequence);
    TensorData doubled =
        Trial.run(
            Resize2d.to(sequence, 6, 1, Mode.NEAREST, Coordinates.ASYMMETRIC, Rounding.FLOOR),
            List.of(sequence),
            List.of(data));
    for (int i = 0; i < doubled.count(); i++) {
      assertThat(doubled.real(i)).isEqualTo(data.real(i / 4 * 2 + i % 2));
    }
  }

  private static int clampedFloor(double source, int extent) {
    return (int) Math.max(0, Math.min(extent - 1, Math.floor(source + 1e-9)));
  }

  @Test
  void rowsOfUsualScalesFollowAFormula() {
    TensorType x = Samples.f32(1, 10, 10, 1);
    for (Mode mode : Mode.values()) {
      for (Coordinates coordinates : Coordinates.values()) {
        for (int size : new int[] {5, 10, 20, 40, 15}) {
          Resize2d resize = Resize2d.to(x, size, size, mode, coordinates, Rounding.FLOOR);
          Signature signature = new Signature(List.of(x), resize.infer(List.of(x)));
          assertThat(resize.access(signature)).as("%s", resize).isInstanceOf(Access.ByRows.class);
        }
      }
    }
  }

  /** A scale stated by the model counts, not the quotient of the extents. */
  @Test
  void statedScaleDecides() {
    TensorType x = Samples.f32(1, 4, 1, 1);
    TensorData data = TensorData.floats(0, 1, 2, 3);
    for (float scale : new float[] {1.3f, 0.6f, 1.0f / 3, 2.7182817f}) {
      int height = (int) Math.floor(4 * scale);
      for (Mode mode : Mode.values()) {
        Resize2d resize =
            new Resize2d(
                height, 1, mode, Coordinates.ASYMMETRIC, Rounding.FLOOR, scale, 1, -0.75f, false);
        float[] actual = Trial.run(resize, List.of(x), List.of(data)).floatArray();
        for (int i = 0; i < height && mode != Mode.CUBIC; i++) {
          float exact = i / scale;
          float expected = mode == Mode.LINEAR ? exact : (float) Math.floor(exact);
          assertThat(Math.abs(actual[i] - Math.min(3, expected))).isLessThan(1e-5f);
        }
      }
    }
  }

  @Test
  void constantImagesStayConstant() {
    TensorType x = new Samples(5).s8(1, 5, 7, 1);
    TensorData data = TensorData.allocate(ElementType.S8, x.count());
    for (int i = 0; i < data.count(); i++) {
      data.set(i, -77);
    }
    for (Mode mode : List.of(Mode.LINEAR, Mode.CUBIC)) {
      Resize2d resize = Resize2d.to(x, 13, 11, mode, Coordinates.HALF_PIXEL, Rounding.FLOOR);
      TensorData y = Trial.run(resize, List.of(x), List.of(data), x.quant());
      assertThat(y.integers()).containsOnly(-77);
    }
  }

  @Test
  void constraintsAreTold() {
    TensorType x = Samples.f32(1, 4, 4, 1);
    Resize2d resize = Resize2d.to(x, 8, 8, Mode.LINEAR, Coordinates.HALF_PIXEL, Rounding.FLOOR);
    assertThat(Trial.broken(resize, Samples.f32(4, 4))).containsExactly("C2");
    assertThat(Trial.broken(resize, Samples.f32(1, 0, 4, 1))).containsExactly("C3");
    assertThat(Trial.broken(resize, Samples.f32(1, 4, 1))).containsExactly("C5");
    assertThat(Trial.broken(resize, TensorType.of(ElementType.U8, 1, 4, 4, 1)))
        .containsExactly("C6");
    Resize2d unscaled =
        new Resize2d(
            8, 8, Mode.LINEAR, Coordinates.HALF_PIXEL, Rounding.FLOOR, 0, 1, -0.75f, false);
    assertThat(Trial.broken(unscaled, x)).containsExactly("C4");
  }
}
