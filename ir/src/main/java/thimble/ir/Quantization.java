package thimble.ir;

import java.util.List;

/**
 * How stored integers stand for real numbers: {@code real = scale * (stored - zeroPoint)}.
 *
 * @param scales one scale (per tensor) or one for each index along {@code axis}
 * @param zeroPoints as many as scales
 * @param axis the axis the scales run along, or -1 where one scale serves the whole tensor
 */
public record Quantization(List<Float> scales, List<Integer> zeroPoints, int axis) {
  public Quantization {
    scales = List.copyOf(scales);
    zeroPoints = List.copyOf(zeroPoints);
    if (scales.size() != zeroPoints.size() || scales.isEmpty()) {
      throw new IllegalArgumentException(
          scales.size() + " scales do not go with " + zeroPoints.size() + " zero points");
    }
    if (axis < 0 && scales.size() != 1) {
      throw new IllegalArgumentException(
          "a per-tensor quantization has one scale, not " + scales.size());
    }
    for (float scale : scales) {
      if (!(scale > 0) || Float.isInfinite(scale)) {
        throw new IllegalArgumentException("a scale is a positive finite number, not " + scale);
      }
    }
  }

  public static Quantization perTensor(float scale, int zeroPoint) {
    return new Quantization(List.of(scale), List.of(zeroPoint), -1);
  }

  public boolean isPerTensor() {
    return axis < 0;
  }

  /** Scale at an index along the axis; the one scale where per tensor. */
  public float scale(int index) {
    return scales.size() == 1 ? scales.get(0) : scales.get(index);
  }

  /** The scale of a per-tensor quantization. */
  public float scale() {
    return scale(0);
  }

  public int zeroPoint(int index) {
    return zeroPoints.size() == 1 ? zeroPoints.get(0) : zeroPoints.get(index);
  }

  /** The zero point of a per-tensor quantization. */
  public int zeroPoint() {
    return zeroPoint(0);
  }

  /** Whether every zero point is 0. */
  public boolean isSymmetric() {
    return zeroPoints.stream().allMatch(zero -> zero == 0);
  }

  /** That of the indices {@code from} to {@code to - 1} of a tensor's axis. */
  Quantization slab(int slabAxis, int from, int to) {
    return axis != slabAxis
        ? this
        : new Quantization(scales.subList(from, to), zeroPoints.subList(from, to), axis);
  }

  /** The same scales along another axis, after the tensor's axes moved. */
  public Quantization withAxis(int newAxis) {
    return isPerTensor() ? this : new Quantization(scales, zeroPoints, newAxis);
  }
}
