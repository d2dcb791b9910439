package thimble.ir.op;

import java.util.List;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.TensorType;

/** Constraints on element types that several operators share. */
final class Types {
  /** What {@link Quantize}, {@link Dequantize} and {@link Requantize} store. */
  static final Set<ElementType> QUANTIZED =
      Set.of(ElementType.S8, ElementType.U8, ElementType.S16, ElementType.U16, ElementType.S32);

  private Types() {}

  /** Whether all are per-tensor quantized integers of that type. */
  static boolean allQuantized(ElementType element, List<TensorType> types) {
    return types.stream()
        .allMatch(
            type -> type.element() == element && type.isQuantized() && type.quant().isPerTensor());
  }

  /** Whether all have the same element type, one of those allowed, and are not quantized. */
  static boolean allPlain(List<TensorType> types, Set<ElementType> allowed) {
    ElementType element = types.get(0).element();
    return allowed.contains(element)
        && types.stream().allMatch(type -> type.element() == element && !type.isQuantized());
  }

  /** Whether all carry the same quantization, or none does. */
  static boolean sameQuantization(List<TensorType> types) {
    return types.stream().allMatch(type -> type.quantization().equals(types.get(0).quantization()));
  }

  /** Integer types that hold indices and extents. */
  static boolean isIndex(TensorType type) {
    return type.element() == ElementType.S32 || type.element() == ElementType.S64;
  }

  /** The name of the kernel method that moves elements of that size in that kind of Java array. */
  static String width(ElementType element) {
    return switch (element) {
      case F32 -> "f32";
      case F64 -> "f64";
      case S4, S8, U8, BOOL -> "s8";
      case S16, U16 -> "s16";
      case S32, U32 -> "s32";
      case S64, U64 -> "s64";
    };
  }

  /** What an element of at most 32 bits, read as signed, is masked with to have its value. */
  static int mask(ElementType element) {
    return element.isUnsigned() ? (int) element.max() : -1;
  }
}
