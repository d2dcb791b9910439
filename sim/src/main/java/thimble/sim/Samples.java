package thimble.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import thimble.frontend.data.Npy;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Port;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.ThimbleException;
import thimble.ir.run.Ports;
import thimble.ir.sequence.Sequence;

/** What goes into a model: files of a directory, or seeded noise. */
public final class Samples {
  private static final Pattern INPUT = Pattern.compile("input_([0-9]{1,6})(?:_0)?\\.npy");

  private Samples() {}

  /**
   * The inputs of one inference.
   *
   * @param number the {@code K} of {@code input_K.npy}
   * @param model the model's own tensors, in the order of the graph's arguments
   */
  public record Sample(int number, List<TensorData> model) {
    public Sample {
      model = List.copyOf(model);
    }

    /** The same as the graph (and the firmware) takes it. */
    public List<TensorData> graph(Graph graph) {
      List<TensorData> tensors = new ArrayList<>();
      for (int i = 0; i < model.size(); i++) {
        tensors.add(Ports.toGraph(graph.arguments().get(i), model.get(i)));
      }
      return tensors;
    }
  }

  /**
   * Reads {@code input_K.npy}, or {@code input_K_J.npy} where the model has several inputs.
   *
   * @throws ThimbleException T0602 where there is none, or one does not fit the model
   */
  public static List<Sample> read(Path directory, Graph graph) {
    List<Sample> samples = new ArrayList<>();
    for (int number : numbers(directory)) {
      List<TensorData> tensors = new ArrayList<>();
      for (int input = 0; input < graph.arguments().size(); input++) {
        Path single = directory.resolve("input_" + number + ".npy");
        Path file =
            input == 0 && graph.arguments().size() == 1 && Files.exists(single)
                ? single
                : directory.resolve("input_" + number + "_" + input + ".npy");
        tensors.add(fit(Npy.read(file).data(), graph.arguments().get(input), file));
      }
      samples.add(new Sample(number, tensors));
    }
    if (samples.isEmpty()) {
      throw new ThimbleException(
          Code.T0602,
          "no inputs",
          directory.toString(),
          "it holds no input_0.npy",
          "NumPy files input_K.npy (several inputs: input_K_J.npy)");
    }
    return samples;
  }

  /**
   * Windows one after another as one sequence, cut into runs; what is left at the end is dropped.
   * Inputs that are no sequences are those of the first window in all runs.
   *
   * @param windows samples of the model as it is
   */
  public static List<Sample> runs(Sequence sequence, List<Sample> windows) {
    List<List<TensorData>> parts =
        windows.stream().map(sample -> sample.graph(sequence.batch())).toList();
    List<Sample> runs = new ArrayList<>();
    int count = windows.size() * sequence.window() / sequence.frames();
    for (int run = 0; run < count; run++) {
      List<TensorData> tensors = new ArrayList<>();
      for (int i = 0; i < sequence.inputs().size(); i++) {
        int input = i;
        Port port = sequence.graph().arguments().get(i);
        List<TensorData> all = parts.stream().map(part -> part.get(input)).toList();
        TensorData taken = sequence.inputs().get(i).isSequence() ? cut(all, port, run) : all.get(0);
        tensors.add(Ports.toModel(port, taken));
      }
      runs.add(new Sample(run, tensors));
    }
    return runs;
  }

  /** What a run takes of windows one after another. */
  private static TensorData cut(List<TensorData> windows, Port port, int run) {
    TensorType type = port.value().type();
    TensorData part = TensorData.allocate(type.element(), type.count());
    for (int i = 0; i < part.count(); ) {
      int at = run * part.count() + i;
      TensorData window = windows.get(at / windows.get(0).count());
      int from = at % window.count();
      int count = Math.min(window.count() - from, part.count() - i);
      System.arraycopy(window.array(), from, part.array(), i, count);
      i += count;
    }
    return part;
  }

  private static TreeSet<Integer> numbers(Path directory) {
    TreeSet<Integer> numbers = new TreeSet<>();
    try (Stream<Path> files = Files.list(directory)) {
      files.forEach(
          file -> {
            Matcher matcher = INPUT.matcher(file.getFileName().toString());
            if (matcher.matches()) {
              numbers.add(Integer.parseInt(matcher.group(1)));
            }
          });
    } catch (IOException e) {
      throw new ThimbleException(
          Code.T0602, "the inputs cannot be read", directory.toString(), Diagnostic.reason(e), "");
    }
    return numbers;
  }

  /** A file's tensor in the model's element type. */
  static TensorData fit(TensorData data, Port port, Path file) {
    long expected =
        port.modelShape().stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    ElementType type = port.floatInModel() ? ElementType.F32 : port.value().type().element();
    if (data.count() != expected) {
      throw new ThimbleException(
          Code.T0602,
          "an input does not fit the model",
          file.toString(),
          data.count()
              + " elements, but \""
              + port.modelName()
              + "\" has shape "
              + port.modelShape(),
          "");
    }
    if (data.element().isFloat() && port.value().type().isQuantized() && !port.floatInModel()) {
      // The model itself takes integers; the file holds what they stand for.
      return Ports.quantize(data, port.value().type());
    }
    return data.element() == type ? data : convert(data, type);
  }

  private static TensorData convert(TensorData data, ElementType type) {
    TensorData converted = TensorData.allocate(type, data.count());
    for (int i = 0; i < data.count(); i++) {
      converted.set(i, data.real(i));
    }
    return converted;
  }

  /**
   * Noise over the whole range of each input; one sample where there are no inputs: a program that
   * takes nothing runs once.
   */
  public static List<Sample> random(Graph graph, int count, long seed) {
    List<Sample> samples = new ArrayList<>();
    Random random = new Random(seed);
    int different = graph.arguments().isEmpty() ? 1 : count;
    for (int number = 0; number < different; number++) {
      samples.add(
          new Sample(number, graph.arguments().stream().map(port -> noise(port, random)).toList()));
    }
    return samples;
  }

  private static TensorData noise(Port port, Random random) {
    TensorType type = port.value().type();
    TensorData data =
        TensorData.allocate(port.floatInModel() ? ElementType.F32 : type.element(), type.count());
    for (int i = 0; i < data.count(); i++) {
      if (port.floatInModel()) {
        Quantization q = type.quant();
        double stored = type.element().min() + random.nextInt(256) * (spread(type) / 255);
        data.set(i, (float) (q.scale() * (stored - q.zeroPoint())));
      } else if (type.element().isFloat()) {
        data.set(i, (float) (random.nextGaussian() / 2));
      } else if (type.element() == ElementType.BOOL) {
        data.set(i, random.nextInt(2));
      } else if (type.element().bytes() <= 2) {
        data.set(i, type.element().min() + random.nextInt((int) spread(type) + 1));
      } else {
        // Wide integers are mostly indices and counts: large ones would say nothing.
        data.set(i, random.nextInt(100));
      }
    }
    return data;
  }

  private static double spread(TensorType type) {
    return (double) type.element().max() - type.element().min();
  }

  /**
   * The file that says what an output should be, if there is one: {@code expected_int8_K} for
   * quantized outputs; for float ones {@code expected_<variant>_K} of {@code model_<variant>.onnx},
   * else {@code expected_float_K}. Several outputs have {@code _J} or {@code _outJ} at the end.
   */
  public static Optional<Path> expected(
      Path directory, Path model, Graph graph, int number, int output) {
    TensorType type = graph.results().get(output).value().type();
    List<String> stems = new ArrayList<>();
    if (type.isQuantized() || type.element() != ElementType.F32) {
      stems.add("expected_int8_" + number);
    } else {
      String name = model.getFileName().toString().replaceAll("\\.onnx$", "");
      if (name.startsWith("model_")) {
        stems.add("expected_" + name.substring("model_".length()) + "_" + number);
      }
      if (!name.startsWith("model_") || name.startsWith("model_float")) {
        stems.add("expected_float_" + number);
      }
    }
    for (String stem : stems) {
      List<String> names =
          graph.results().size() == 1
              ? List.of(stem)
              : List.of(stem + "_" + output, stem + "_out" + output);
      for (String name : names) {
        Path file = directory.resolve(name + ".npy");
        if (Files.exists(file)) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }
}
