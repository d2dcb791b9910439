package thimble.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.ThimbleException;

/** The front door: parses the command line and turns every outcome into text and an exit code. */
@Command(
    name = "thimble",
    description = "Compiles neural networks (ONNX) ahead of time into firmware that fits.",
    version = "thimble " + Main.VERSION,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:fine",
      "1:internal error",
      "2:usage",
      "3:does not fit",
      "4:unsupported model",
      "5:verification failed"
    },
    commandListHeading = "%nCommands:%n",
    subcommands = {
      CompileCommand.class,
      SimCommand.class,
      VerifyCommand.class,
      RunCommand.class,
      QuantizeCommand.class,
      EvaluateCommand.class,
      BenchCommand.class,
      ZooCommand.class,
      TargetsCommand.class,
      OpsCommand.class,
      WorkerCommand.class
    })
public final class Main implements Runnable {
  static final String VERSION = "0.1.0";

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  public static void main(String[] arguments) {
    // Output is the same everywhere; some libraries ask the default when they change case or print
    // numbers, and in Turkish INT is not int.
    Locale.setDefault(Locale.ROOT);
    System.exit(run(arguments));
  }

  /** Runs one command and gives its exit code; never throws. */
  public static int run(String... arguments) {
    CommandLine line = new CommandLine(new Main());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(true);
    line.setExecutionExceptionHandler((exception, command, result) -> report(exception, command));
    line.setParameterExceptionHandler(Main::reportUsage);
    try {
      return line.execute(arguments);
    } catch (StackOverflowError | OutOfMemoryError e) {
      line.getErr()
          .println(
              "error["
                  + Code.T0207
                  + "]: the model needs more memory than this process may use ("
                  + Runtime.getRuntime().maxMemory() / (1 << 20)
                  + " MiB)\n  try: a larger heap, THIMBLE_HEAP=4g ./thimble ...");
      return Code.T0207.exit().status();
    }
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "say which command");
  }

  private static int reportUsage(CommandLine.ParameterException exception, String[] arguments) {
    CommandLine command = exception.getCommandLine();
    command
        .getErr()
        .println("error[" + Code.T0801 + "]: " + Diagnostic.clean(exception.getMessage()));
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(exception, command.getErr())) {
      command.getErr().println("  try: " + command.getCommandSpec().qualifiedName() + " --help");
    }
    return Code.Exit.USAGE.status();
  }

  private static int report(Exception exception, CommandLine command) {
    if (exception instanceof ThimbleException problem) {
      problem.diagnostics().forEach(diagnostic -> command.getErr().println(diagnostic.text()));
      return problem.exit().status();
    }
    if (exception instanceof CommandLine.ParameterException usage) {
      return reportUsage(usage, new String[0]);
    }
    command.getErr().println("internal error: " + Diagnostic.clean(String.valueOf(exception)));
    command.getErr().println("  this is a defect of thimble; " + saved(exception));
    return Code.Exit.INTERNAL.status();
  }

  private static String saved(Exception exception) {
    StringWriter trace = new StringWriter();
    exception.printStackTrace(new PrintWriter(trace));
    try {
      Path file = Files.createTempFile("thimble-defect-", ".txt");
      Files.writeString(file, trace.toString(), StandardCharsets.UTF_8);
      return "what a developer needs is in " + file;
    } catch (IOException e) {
      return "no report could be written (" + e.getMessage() + ")";
    }
  }
}
