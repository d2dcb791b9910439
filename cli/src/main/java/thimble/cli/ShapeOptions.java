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

/** Extents that a model leaves open. */
final class ShapeOptions {
  @Option(
      names = "--shape",
      paramLabel = "NAME=N[,N...]",
      description = "extents that the model leaves open: of an input, or of one symbolic extent")
  private List<String> shapes = new ArrayList<>();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** As they were given. */
  List<String> texts() {
    return List.copyOf(shapes);
  }

  Map<String, List<Integer>> shapes() {
    Map<String, List<Integer>> result = new LinkedHashMap<>();
    for (String shape : shapes) {
      int equals = shape.lastIndexOf('=');
      try {
        List<Integer> extents =
            Stream.of(shape.substring(equals + 1).split("[,x]")).map(Integer::valueOf).toList();
        if (equals <= 0 || extents.stream().anyMatch(extent -> extent <= 0)) {
          throw usage("--shape takes NAME=1,3,224,224 (positive numbers), not \"" + shape + "\"");
        }
        result.put(shape.substring(0, equals), extents);
      } catch (NumberFormatException e) {
        throw usage("--shape takes NAME=1,3,224,224, not \"" + shape + "\"");
      }
    }
    return result;
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
