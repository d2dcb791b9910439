package thimble.frontend.onnx;

import java.util.Optional;
import thimble.ir.ElementType;

/**
 * The element types of ONNX by their numbers in {@code TensorProto.data_type}, and the type that
 * holds them here. Numbers are kept as numbers: a file may be newer than any list of names.
 */
public enum OnnxType {
  FLOAT(1, 32, ElementType.F32),
  UINT8(2, 8, ElementType.U8),
  INT8(3, 8, ElementType.S8),
  UINT16(4, 16, ElementType.U16),
  INT16(5, 16, ElementType.S16),
  INT32(6, 32, ElementType.S32),
  INT64(7, 64, ElementType.S64),
  STRING(8, 0, null),
  BOOL(9, 8, ElementType.BOOL),
  /** Widened to float32. */
  FLOAT16(10, 16, ElementType.F32),
  DOUBLE(11, 64, ElementType.F64),
  UINT32(12, 32, ElementType.U32),
  UINT64(13, 64, ElementType.U64),
  COMPLEX64(14, 0, null),
  COMPLEX128(15, 0, null),
  /** Widened to float32. */
  BFLOAT16(16, 16, ElementType.F32),
  FLOAT8E4M3FN(17, 0, null),
  FLOAT8E4M3FNUZ(18, 0, null),
  FLOAT8E5M2(19, 0, null),
  FLOAT8E5M2FNUZ(20, 0, null),
  /** Two in a byte, low half first; unpacked to int8. */
  UINT4(21, 4, ElementType.S8),
  /** Two in a byte, low half first; unpacked to int8. */
  INT4(22, 4, ElementType.S8),
  FLOAT4E2M1(23, 0, null);

  private final int code;
  private final int bits;
  private final ElementType element;

  OnnxType(int code, int bits, ElementType element) {
    this.code = code;
    this.bits = bits;
    this.element = element;
  }

  public int code() {
    return code;
  }

  /** Bits of one element in {@code raw_data}; 0 where the type is not supported. */
  int bits() {
    return bits;
  }

  /** The type that holds such elements; none where the type is not supported. */
  public Optional<ElementType> element() {
    return Optional.ofNullable(element);
  }

  /** The type of that number; none where the number is unknown. */
  public static Optional<OnnxType> of(int code) {
    for (OnnxType type : values()) {
      if (type.code == code) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The element type behind a number; none where it is unknown or not supported. */
  public static Optional<ElementType> element(int code) {
    return of(code).flatMap(OnnxType::element);
  }

  /** The name of the number, for diagnostics. */
  public static String text(int code) {
    return of(code).map(Enum::name).orElse("data type " + code);
  }
}
