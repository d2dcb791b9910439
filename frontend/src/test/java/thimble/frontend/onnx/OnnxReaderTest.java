package thimble.frontend.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thimble.frontend.TestModel;
import thimble.ir.Code;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.ThimbleException;

class OnnxReaderTest {
  @TempDir Path directory;

  private OnnxTensor read(TensorProto.Builder tensor) throws IOException {
    Path file = directory.resolve("tensor.pb");
    Files.write(file, tensor.build().toByteArray());
    return OnnxReader.readTensor(file);
  }

  private static TensorProto.Builder tensor(OnnxType type, long... shape) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName("t").setDataType(type.code());
    for (long extent : shape) {
      tensor.addDims(extent);
    }
    return tensor;
  }

  private void refused(Code code, String why, TensorProto.Builder tensor) {
    assertThatExceptionOfType(ThimbleException.class)
        .isThrownBy(() -> read(tensor))
        .satisfies(e -> assertThat(e.diagnostics().get(0).code()).isEqualTo(code))
        .withMessageContaining(why);
  }

  @Test
  void halfFloatsWidenExactly() throws IOException {
    // 1, -2, smallest subnormal, largest, infinity, -0
    int[] bits = {0x3C00, 0xC000, 0x0001, 0x7BFF, 0x7C00, 0x8000};
    float[] values = {1, -2, 0x1p-24f, 65504, Float.POSITIVE_INFINITY, -0f};
    TensorProto.Builder fields = tensor(OnnxType.FLOAT16, 6);
    byte[] raw = new byte[12];
    for (int i = 0; i < 6; i++) {
      fields.addInt32Data(bits[i]);
      raw[2 * i] = (byte) bits[i];
      raw[2 * i + 1] = (byte) (bits[i] >> 8);
    }
    assertThat(read(fields).data()).contains(TensorData.floats(values));
    assertThat(read(tensor(OnnxType.FLOAT16, 6).setRawData(ByteString.copyFrom(raw))).data())
        .contains(TensorData.floats(values));
    assertThat(read(tensor(OnnxType.BFLOAT16, 1).addInt32Data(0xC040)).data())
        .contains(TensorData.floats(-3));
  }

  @Test
  void fourBitNumbersAreUnpackedLowHalfFirst() throws IOException {
    ByteString raw = ByteString.copyFrom(new byte[] {(byte) 0x81, 0x0F});
    assertThat(read(tensor(OnnxType.INT4, 3).setRawData(raw)).data())
        .contains(TensorData.bytes((byte) 1, (byte) -8, (byte) -1));
    assertThat(read(tensor(OnnxType.UINT4, 3).setRawData(raw)).data())
        .contains(TensorData.bytes((byte) 1, (byte) 8, (byte) 15));
    assertThat(read(tensor(OnnxType.INT4, 3).addInt32Data(0x81).addInt32Data(0x0F)).data())
        .contains(TensorData.bytes((byte) 1, (byte) -8, (byte) -1));
  }

  @Test
  void unsignedNumbersKeepTheirBits() throws IOException {
    assertThat(read(tensor(OnnxType.UINT64, 1).addUint64Data(-1L)).data())
        .contains(TensorData.wrap(ElementType.U64, new long[] {-1}));
    assertThat(read(tensor(OnnxType.UINT32, 1).addUint64Data(0xFFFF_FFFFL)).data())
        .contains(TensorData.wrap(ElementType.U32, new int[] {-1}));
    assertThat(read(tensor(OnnxType.UINT8, 1).addInt32Data(200)).data())
        .contains(TensorData.wrap(ElementType.U8, new byte[] {(byte) 200}));
  }

  @Test
  void typesThatAreNotSupportedAreKeptWithoutData() throws IOException {
    assertThat(read(tensor(OnnxType.STRING, 1)).data()).isEmpty();
    assertThat(read(TensorProto.newBuilder().setDataType(4711)).dataType()).isEqualTo(4711);
  }

  @Test
  void shapesAreHeldAgainstTheDataBeforeAnythingIsAllocated() {
    refused(Code.T0207, "too large", tensor(OnnxType.FLOAT, 1L << 40));
    refused(Code.T0207, "too large", tensor(OnnxType.FLOAT, 1L << 20, 1L << 20));
    refused(
        Code.T0101,
        "needs 2147483640 bytes",
        tensor(OnnxType.DOUBLE, (1L << 28) - 1).setRawData(ByteString.copyFrom(new byte[8])));
    refused(Code.T0101, "needs 3 elements", tensor(OnnxType.FLOAT, 3).addFloatData(1));
    refused(Code.T0206, "negative", tensor(OnnxType.FLOAT, -1));
  }

  private TensorProto.Builder external(String location, long offset, long length) {
    TensorProto.Builder tensor =
        tensor(OnnxType.INT8, 4).setDataLocation(TensorProto.DataLocation.EXTERNAL);
    tensor.addExternalData(entry("location", location));
    tensor.addExternalData(entry("offset", Long.toString(offset)));
    return tensor.addExternalData(entry("length", Long.toString(length)));
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  @Test
  void externalDataIsReadAtItsOffset() throws IOException {
    Files.write(directory.resolve("weights.bin"), new byte[] {9, 9, 1, 2, 3, 4});
    assertThat(read(external("weights.bin", 2, 4)).data())
        .contains(TensorData.bytes((byte) 1, (byte) 2, (byte) 3, (byte) 4));
    refused(Code.T0102, "has 6 bytes", external("weights.bin", 3, 4));
    refused(Code.T0102, "has 6 bytes", external("weights.bin", Long.MAX_VALUE, 4));
    refused(Code.T0102, "its length is 5", external("weights.bin", 0, 5));
    refused(Code.T0102, "its offset is", external("weights.bin", -1, 4));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../secret", "/etc/passwd", "link", "sub/../../secret", "", "sub", "a\0b", "."})
  void externalDataOutsideTheDirectoryIsRefused(String location) throws IOException {
    Path inside = Files.createDirectory(directory.resolve("model"));
    Files.createDirectory(inside.resolve("sub"));
    Files.write(directory.resolve("secret"), new byte[4]);
    Files.createSymbolicLink(inside.resolve("link"), directory.resolve("secret"));
    Path file = inside.resolve("tensor.pb");
    Files.write(file, external(location, 0, 4).build().toByteArray());
    assertThatExceptionOfType(ThimbleException.class)
        .isThrownBy(() -> OnnxReader.readTensor(file))
        .satisfies(e -> assertThat(e.diagnostics().get(0).code()).isEqualTo(Code.T0102));
  }

  @Test
  void whatIsNoModelIsTold() throws IOException {
    Path missing = directory.resolve("missing.onnx");
    assertThatExceptionOfType(ThimbleException.class)
        .isThrownBy(() -> OnnxReader.read(missing))
        .withMessageContaining("T0101");
    assertThatExceptionOfType(ThimbleException.class)
        .isThrownBy(() -> OnnxReader.read(directory))
        .withMessageContaining("T0101");
    Path empty = Files.createFile(directory.resolve("empty.onnx"));
    assertThatExceptionOfType(ThimbleException.class)
        .isThrownBy(() -> OnnxReader.read(empty))
        .withMessageContaining("no graph");
    Path text = Files.writeString(directory.resolve("text.onnx"), "this is no protobuf at all");
    assertThatExceptionOfType(ThimbleException.class)
        .isThrownBy(() -> OnnxReader.read(text))
        .withMessageContaining("T0101");
  }

  @Test
  void deepNestingDoesNotUseUpTheStack() throws IOException {
    // field 7 (graph) of field 1 (node) of field 5 (attribute) of field 6 (graph), again and again
    byte[] message = new byte[0];
    for (int depth = 0; depth < 10_000; depth++) {
      ByteString.Output out = ByteString.newOutput();
      CodedOutputStream coded = CodedOutputStream.newInstance(out);
      coded.writeByteArray(new int[] {1, 6, 5}[depth % 3], message);
      coded.flush();
      message = out.toByteString().toByteArray();
    }
    ByteString.Output out = ByteString.newOutput();
    CodedOutputStream coded = CodedOutputStream.newInstance(out);
    coded.writeByteArray(7, message);
    coded.flush();
    Path file = directory.resolve("deep.onnx");
    Files.write(file, out.toByteString().toByteArray());
    assertThatExceptionOfType(ThimbleException.class)
        .isThrownBy(() -> OnnxReader.read(file))
        .withMessageContaining("T0101");
  }

  @Test
  void namesAndAttributesArriveUnchanged() {
    Path file =
        TestModel.opset(13)
            .input("x", 1, "N", "?")
            .node("LeakyRelu", "x", "y", "alpha", 0.5f)
            .output("y")
            .write(directory);
    OnnxModel model = OnnxReader.read(file);
    assertThat(model.opsets()).containsEntry("", 13L);
    assertThat(model.inputs().get(0).shape().orElseThrow())
        .containsExactly(
            OnnxPort.Dimension.of(1),
            OnnxPort.Dimension.symbolic("N"),
            OnnxPort.Dimension.symbolic(""));
    assertThat(model.nodes().get(0).attributes())
        .containsEntry("alpha", new OnnxAttribute.Real(0.5f));
  }
}
