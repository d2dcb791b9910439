package thimble.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import thimble.frontend.zoo.Zoo;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.ThimbleException;

@Command(
    name = "zoo",
    mixinStandardHelpOptions = true,
    description = {
      "Writes an architecture-only network with seeded weights as ONNX; without a name lists what there is."
    })
final class ZooCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      description = "for example mobilenetv2-0.35-144")
  private String name;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "the ONNX file to write (default: NAME.onnx)")
  private Path out;

  @Option(names = "--int8", description = "a quantized (QDQ) int8 model instead of a float one")
  private boolean int8;

  @Option(names = "--int4", description = "a quantized (QDQ) model of int8 with weights of 4 bits")
  private boolean int4;

  @Option(names = "--int16", description = "a quantized (QDQ) model of int16 with weights of int8")
  private boolean int16;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "seed of the weights (default: ${DEFAULT-VALUE})",
      defaultValue = "1")
  private long seed;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    var console = spec.commandLine().getOut();
    if (name == null) {
      Zoo.families()
          .forEach(
              family ->
                  console.printf(
                      "%-30s %-20s %s%n", family.form(), family.example(), family.title()));
      return 0;
    }
    Path file = out != null ? out : Path.of(name.replaceAll("[^A-Za-z0-9._-]", "_") + ".onnx");
    try {
      Zoo.write(name, form(), seed, file);
      console.printf("%s: %,d bytes%n", file, Files.size(file));
      return 0;
    } catch (IOException e) {
      throw new ThimbleException(
          Code.T0502, "cannot write " + file, "", Diagnostic.reason(e), "another --out");
    }
  }

  private Zoo.Form form() {
    if (int16) {
      return Zoo.Form.INT16;
    }
    return int4 ? Zoo.Form.INT4 : int8 ? Zoo.Form.INT8 : Zoo.Form.FLOAT;
  }
}
