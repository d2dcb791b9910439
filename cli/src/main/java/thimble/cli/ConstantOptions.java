package thimble.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Inputs that are always the same. */
final class ConstantOptions {
  @Option(
      names = "--constant",
      paramLabel = "NAME=V[,V...]",
      description =
          "an input that is always the same (a sample rate, a mode): what depends on it alone is"
              + " computed now, branches (If) are decided")
  private List<String> constants = new ArrayList<>();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  Map<String, List<Double>> constants() {
    Map<String, List<Double>> result = new LinkedHashMap<>();
    for (String constant : constants) {
      int equals = constant.lastIndexOf('=');
      try {
        if (equals <= 0) {
          throw usage(constant);
        }
        List<Double> numbers =
            Stream.of(constant.substring(equals + 1).split(",")).map(Double::valueOf).toList();
        result.put(constant.substring(0, equals), numbers);
      } catch (NumberFormatException e) {
        throw usage(constant);
      }
    }
    return result;
  }

  private CommandLine.ParameterException usage(String given) {
    return new CommandLine.ParameterException(
        spec.commandLine(), "--constant takes NAME=16000 or NAME=0.5,1, not \"" + given + "\"");
  }
}
