package thimble.sim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import thimble.codegen.report.Report;
import thimble.frontend.data.Npy;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.ElementType;
import thimble.ir.Port;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.ThimbleException;
import thimble.ir.Value;
import thimble.ir.run.Ports;

/**
 * Converts a user's files for a compiled project, by what its report says of inputs and outputs; no
 * model is needed.
 */
public final class ProjectData {
  private ProjectData() {}

  private static Port port(Report.Edge edge) {
    Optional<Quantization> quantization =
        edge.scale().map(scale -> Quantization.perTensor(scale, edge.zeroPoint().orElse(0)));
    TensorType type = new TensorType(ElementType.parse(edge.type()), edge.shape(), quantization);
    return new Port(
        new Value("edge", type),
        edge.name(),
        edge.modelShape(),
        edge.permutation(),
        edge.floatInModel());
  }

  /**
   * The byte stream for the program.
   *
   * @param files one for each input; of a model with one input, one for each inference or several
   *     in one array
   * @throws ThimbleException T0602 where they do not fit
   */
  public static byte[] inputs(Report report, List<Path> files) {
    List<Port> ports = report.inputs().stream().map(ProjectData::port).toList();
    if (ports.size() != 1 && (ports.isEmpty() || files.size() % ports.size() != 0)) {
      throw new ThimbleException(
          Code.T0602,
          "the files do not make whole inferences",
          "",
          files.size() + " files for a model with " + ports.size() + " inputs",
          "one file for each input, in order");
    }
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (int i = 0; i < files.size(); i += ports.size()) {
      List<List<TensorData>> columns = new ArrayList<>();
      for (int p = 0; p < ports.size(); p++) {
        columns.add(inferences(ports.get(p), files.get(i + p)));
      }
      int count = columns.get(0).size();
      for (List<TensorData> column : columns) {
        if (column.size() != count) {
          throw misfit(
              files.get(i), "its inputs hold " + count + " and " + column.size() + " inferences");
        }
      }
      for (int k = 0; k < count; k++) {
        for (List<TensorData> column : columns) {
          stream.writeBytes(column.get(k).toLittleEndian());
        }
      }
    }
    return stream.toByteArray();
  }

  /** The bytes of the first inference. */
  public static byte[] first(Report report, byte[] inputs) {
    return Arrays.copyOf(
        inputs, (int) report.inputs().stream().mapToLong(Report.Edge::bytes).sum());
  }

  private static List<TensorData> inferences(Port port, Path file) {
    TensorType type = port.value().type();
    List<TensorData> tensors = new ArrayList<>();
    if (!file.toString().endsWith(".npy")) {
      for (byte[] piece : pieces(file, bytes(file), type.bytes())) {
        tensors.add(TensorData.fromLittleEndian(type.element(), piece));
      }
      return tensors;
    }
    TensorData data = Npy.read(file).data();
    // A quantized input may be given in its stored integers as well as in the model's floats.
    boolean stored = port.floatInModel() && data.element() == type.element();
    Port source =
        stored
            ? new Port(port.value(), port.modelName(), port.modelShape(), port.permutation(), false)
            : port;
    for (byte[] piece :
        pieces(file, data.toLittleEndian(), type.count() * data.element().bytes())) {
      TensorData inference = TensorData.fromLittleEndian(data.element(), piece);
      tensors.add(Ports.toGraph(source, Samples.fit(inference, source, file)));
    }
    return tensors;
  }

  private static List<byte[]> pieces(Path file, byte[] all, int bytes) {
    if (bytes == 0 || all.length == 0 || all.length % bytes != 0) {
      throw misfit(file, all.length + " bytes, but one inference takes " + bytes);
    }
    List<byte[]> pieces = new ArrayList<>();
    for (int at = 0; at < all.length; at += bytes) {
      pieces.add(Arrays.copyOfRange(all, at, at + bytes));
    }
    return pieces;
  }

  /** For each inference all outputs in the model's own shape and type. */
  public static List<List<TensorData>> outputs(Report report, byte[] stream) {
    List<Port> ports = report.outputs().stream().map(ProjectData::port).toList();
    List<List<TensorData>> inferences = new ArrayList<>();
    int at = 0;
    while (at < stream.length) {
      List<TensorData> outputs = new ArrayList<>();
      for (Port port : ports) {
        TensorType type = port.value().type();
        byte[] bytes = Arrays.copyOfRange(stream, at, at + type.bytes());
        at += type.bytes();
        outputs.add(Ports.toModel(port, TensorData.fromLittleEndian(type.element(), bytes)));
      }
      inferences.add(outputs);
    }
    return inferences;
  }

  /** The first output of all inferences as one array, inferences along a new first axis. */
  public static Npy array(Report report, List<List<TensorData>> inferences) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    inferences.forEach(outputs -> bytes.writeBytes(outputs.get(0).toLittleEndian()));
    List<Integer> shape = new ArrayList<>();
    shape.add(inferences.size());
    shape.addAll(report.outputs().get(0).modelShape());
    ElementType type = inferences.get(0).get(0).element();
    return new Npy(shape, TensorData.fromLittleEndian(type, bytes.toByteArray()));
  }

  /** Labels for the program, 32 bits each. */
  public static byte[] labels(Path file) {
    List<Integer> labels = Labels.read(file);
    ByteBuffer buffer = ByteBuffer.allocate(4 * labels.size()).order(ByteOrder.LITTLE_ENDIAN);
    labels.forEach(buffer::putInt);
    return buffer.array();
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw misfit(file, Diagnostic.reason(e));
    }
  }

  private static ThimbleException misfit(Path file, String why) {
    return new ThimbleException(Code.T0602, "the file cannot be used", file.toString(), why, "");
  }
}
