package thimble.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import thimble.frontend.data.Npy;
import thimble.ir.TensorData;
import thimble.ir.sequence.SequenceOptions;
import thimble.ir.sequence.StateBinding;
import thimble.ir.sequence.TimeAxes;

/** What a model keeps from run to run. */
final class StateOptions {
  @Option(
      names = "--time-axis",
      paramLabel = "[INPUT=]AXIS",
      description =
          "with --input frames: the axis of the model's input that is time, negative ones counted from the end (default: the"
              + " first one that is longer than 1, as the layers take it); for one input by name, others then are no sequences")
  private List<String> axes = new ArrayList<>();

  @Option(
      names = "--state",
      paramLabel = "INPUT=OUTPUT[@FILE.npy]",
      description =
          "keep the state of a model that hands it in and out: in each run the input is what the output was in the run before,"
              + " in the first one zeros or the file's content; may be repeated")
  private List<String> states = new ArrayList<>();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  boolean isGiven() {
    return !states.isEmpty();
  }

  /** As generated files quote them: never paths. */
  List<String> texts() {
    List<String> texts = new ArrayList<>();
    axes.forEach(axis -> texts.add("--time-axis " + axis));
    for (String state : states) {
      int file = fileAt(state);
      texts.add("--state " + (file < 0 ? state : state.substring(0, file) + "@file"));
    }
    return texts;
  }

  SequenceOptions options() {
    OptionalInt ofAll = OptionalInt.empty();
    Map<String, Integer> named = new LinkedHashMap<>();
    for (String text : axes) {
      int equals = text.lastIndexOf('=');
      int axis = number(text.substring(equals + 1), text);
      if (equals < 0) {
        ofAll = OptionalInt.of(axis);
      } else {
        named.put(text.substring(0, equals), axis);
      }
    }
    if (ofAll.isPresent() && !named.isEmpty()) {
      throw usage("--time-axis names the axis of all inputs or of some, not both");
    }
    return new SequenceOptions(
        new TimeAxes(ofAll, named), states.stream().map(this::binding).toList());
  }

  private int number(String text, String all) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw usage("--time-axis takes AXIS or INPUT=AXIS, not \"" + all + "\"");
    }
  }

  private StateBinding binding(String text) {
    int file = fileAt(text);
    String names = file < 0 ? text : text.substring(0, file);
    int equals = names.indexOf('=');
    if (equals <= 0 || equals == names.length() - 1) {
      throw usage("--state takes INPUT=OUTPUT or INPUT=OUTPUT@FILE.npy, not \"" + text + "\"");
    }
    Optional<TensorData> first =
        file < 0
            ? Optional.empty()
            : Optional.of(Npy.read(Path.of(text.substring(file + 1))).data());
    return new StateBinding(names.substring(0, equals), names.substring(equals + 1), first);
  }

  /** Where the file's name begins: names of tensors may contain an @ too. */
  private static int fileAt(String text) {
    return text.endsWith(".npy") ? text.lastIndexOf('@') : -1;
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
