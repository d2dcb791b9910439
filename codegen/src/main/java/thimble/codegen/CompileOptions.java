package thimble.codegen;

import java.util.List;
import java.util.OptionalLong;

/**
 * What a generated project says of how it was made; nothing here changes between two runs on the
 * same model.
 *
 * @param modelFile the model's file name without its directory, as it came
 * @param modelSha256 of the model's file, 64 hexadecimal digits
 * @param arguments the options of the command line that shaped the result, {@code --io float} for
 *     example; without paths
 * @param ramBudget bytes that the user allows the arena
 */
public record CompileOptions(
    String modelFile, String modelSha256, List<String> arguments, OptionalLong ramBudget) {
  public CompileOptions {
    arguments = List.copyOf(arguments);
    if (!modelSha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("not a SHA-256: \"" + modelSha256 + "\"");
    }
  }

  /** Without a limit by the user. */
  public CompileOptions(String modelFile, String modelSha256, List<String> arguments) {
    this(modelFile, modelSha256, arguments, OptionalLong.empty());
  }
}
