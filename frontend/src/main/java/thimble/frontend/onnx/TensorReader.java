package thimble.frontend.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.Code;
import thimble.ir.TensorData;
import thimble.ir.ThimbleException;

/**
 * Decodes {@code TensorProto}. Nothing is allocated by what the shape says before the stored bytes
 * are known to be as many: a file cannot ask for more memory than a small multiple of its own size.
 */
final class TensorReader {
  private final String file;
  private final ExternalData external;

  /**
   * @param file name for diagnostics
   */
  TensorReader(String file, ExternalData external) {
    this.file = file;
    this.external = external;
  }

  OnnxTensor read(TensorProto tensor) {
    List<Integer> shape = shape(tensor);
    Optional<OnnxType> type = OnnxType.of(tensor.getDataType());
    if (type.flatMap(OnnxType::element).isEmpty()) {
      return new OnnxTensor(tensor.getName(), tensor.getDataType(), shape, Optional.empty());
    }
    if (tensor.hasSegment()) {
      throw bad(
          tensor, Code.T0101, "a segmented tensor", "nothing writes them, and they are not read");
    }
    int count = (int) shape.stream().mapToLong(extent -> extent).reduce(1, (a, b) -> a * b);
    TensorData data =
        isRaw(tensor) ? fromRaw(tensor, type.get(), count) : fromFields(tensor, type.get(), count);
    return new OnnxTensor(tensor.getName(), tensor.getDataType(), shape, Optional.of(data));
  }

  /** The extents, refused where the elements could not be held at all. */
  private List<Integer> shape(TensorProto tensor) {
    List<Integer> shape = new ArrayList<>();
    long elements = 1;
    boolean empty = tensor.getDimsList().stream().anyMatch(extent -> extent == 0);
    for (long extent : tensor.getDimsList()) {
      if (extent < 0) {
        throw bad(tensor, Code.T0206, "a negative extent", "its shape is " + tensor.getDimsList());
      }
      if (extent > Integer.MAX_VALUE || !empty && (elements *= extent) > Integer.MAX_VALUE / 8) {
        throw bad(
            tensor,
            Code.T0207,
            "a tensor too large to hold",
            "its shape is " + tensor.getDimsList());
      }
      shape.add((int) extent);
    }
    return shape;
  }

  private static boolean isRaw(TensorProto tensor) {
    return tensor.hasRawData() || isExternal(tensor);
  }

  private static boolean isExternal(TensorProto tensor) {
    return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
  }

  private TensorData fromRaw(TensorProto tensor, OnnxType type, int count) {
    long expected = ((long) count * type.bits() + 7) / 8;
    byte[] bytes;
    if (isExternal(tensor)) {
      bytes = external.read(tensor, expected);
    } else {
      requireLength(tensor, tensor.getRawData().size(), expected, "bytes of raw data");
      bytes = tensor.getRawData().toByteArray();
    }
    switch (type) {
      case FLOAT16, BFLOAT16:
        ByteBuffer halves = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
          floats[i] = half(type, halves.getShort(2 * i));
        }
        return TensorData.floats(floats);
      case INT4, UINT4:
        return TensorData.bytes(unpack(type, bytes, count));
      case BOOL:
        for (int i = 0; i < count; i++) {
          bytes[i] = (byte) (bytes[i] == 0 ? 0 : 1);
        }
        return TensorData.fromLittleEndian(type.element().orElseThrow(), bytes);
      default:
        return TensorData.fromLittleEndian(type.element().orElseThrow(), bytes);
    }
  }

  private static float half(OnnxType type, int bits) {
    return type == OnnxType.FLOAT16 ? HalfFloats.fromFloat16(bits) : HalfFloats.fromBfloat16(bits);
  }

  private static byte[] unpack(OnnxType type, byte[] packed, int count) {
    byte[] values = new byte[count];
    for (int i = 0; i < count; i++) {
      int nibble = packed[i / 2] >> (i % 2 * 4) & 0xF;
      boolean negative = type == OnnxType.INT4 && nibble >= 8;
      values[i] = (byte) (negative ? nibble - 16 : nibble);
    }
    return values;
  }

  private TensorData fromFields(TensorProto tensor, OnnxType type, int count) {
    switch (type) {
      case FLOAT -> {
        requireLength(tensor, tensor.getFloatDataCount(), count, "elements");
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
          values[i] = tensor.getFloatData(i);
        }
        return TensorData.floats(values);
      }
      case DOUBLE -> {
        requireLength(tensor, tensor.getDoubleDataCount(), count, "elements");
        return filled(type, count, tensor::getDoubleData);
      }
      case INT64 -> {
        requireLength(tensor, tensor.getInt64DataCount(), count, "elements");
        return TensorData.longs(longs(count, tensor::getInt64Data));
      }
      case UINT64 -> {
        requireLength(tensor, tensor.getUint64DataCount(), count, "elements");
        return TensorData.wrap(type.element().orElseThrow(), longs(count, tensor::getUint64Data));
      }
      case UINT32 -> {
        requireLength(tensor, tensor.getUint64DataCount(), count, "elements");
        return filled(type, count, tensor::getUint64Data);
      }
      default -> {
        return fromInt32(tensor, type, count);
      }
    }
  }

  /** The types that share the field {@code int32_data}. */
  private TensorData fromInt32(TensorProto tensor, OnnxType type, int count) {
    boolean packed = type == OnnxType.INT4 || type == OnnxType.UINT4;
    requireLength(
        tensor, tensor.getInt32DataCount(), packed ? ((long) count + 1) / 2 : count, "elements");
    if (packed) {
      byte[] bytes = new byte[tensor.getInt32DataCount()];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) tensor.getInt32Data(i);
      }
      return TensorData.bytes(unpack(type, bytes, count));
    }
    return switch (type) {
      case FLOAT16, BFLOAT16 -> filled(type, count, i -> half(type, tensor.getInt32Data(i)));
      case BOOL -> filled(type, count, i -> tensor.getInt32Data(i) == 0 ? 0 : 1);
      default -> filled(type, count, tensor::getInt32Data);
    };
  }

  @FunctionalInterface
  private interface Element {
    double at(int index);
  }

  @FunctionalInterface
  private interface LongElement {
    long at(int index);
  }

  private static TensorData filled(OnnxType type, int count, Element element) {
    TensorData data = TensorData.allocate(type.element().orElseThrow(), count);
    for (int i = 0; i < count; i++) {
      data.set(i, element.at(i));
    }
    return data;
  }

  private static long[] longs(int count, LongElement element) {
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] = element.at(i);
    }
    return values;
  }

  private void requireLength(TensorProto tensor, long found, long expected, String unit) {
    if (found != expected) {
      throw bad(
          tensor,
          Code.T0101,
          "a tensor whose data does not fit its shape",
          "shape "
              + tensor.getDimsList()
              + " of "
              + OnnxType.text(tensor.getDataType())
              + " needs "
              + expected
              + " "
              + unit
              + ", the file has "
              + found);
    }
  }

  private ThimbleException bad(TensorProto tensor, Code code, String what, String why) {
    return new ThimbleException(
        code, what, file + ", tensor \"" + tensor.getName() + "\"", why, "export the model anew");
  }
}
