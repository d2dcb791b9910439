package thimble.sim.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import thimble.ir.Code;
import thimble.ir.ThimbleException;

/** Other people's programs: called with a limit of time, and named by package where missing. */
public final class Tool {
  private static final int MOST_OUTPUT_BYTES = 1 << 20;

  private static final Map<String, String> DEBIAN_PACKAGES =
      Map.of(
          "make", "make",
          "gcc", "gcc libc6-dev",
          "g++", "g++",
          "arm-none-eabi-gcc", "gcc-arm-none-eabi libnewlib-arm-none-eabi",
          "qemu-system-arm", "qemu-system-arm");

  private Tool() {}

  /**
   * How a program ended.
   *
   * @param status its exit status; meaningless where {@code timedOut}
   * @param text what it wrote on standard output and error
   */
  public record Outcome(int status, String text, boolean timedOut) {}

  /**
   * @param command a program of this computer's path, or a file, and its arguments
   * @throws ThimbleException T0503 where the program is missing
   */
  public static Outcome run(Path directory, Duration limit, List<String> command) {
    require(command.get(0));
    try {
      Path text = Files.createTempFile("thimble", ".txt");
      try {
        return run(directory, limit, command, text);
      } finally {
        Files.delete(text);
      }
    } catch (IOException e) {
      throw new ThimbleException(
          Code.T0503, command.get(0) + " could not be run", "", String.valueOf(e.getMessage()), "");
    }
  }

  // Output goes through a file: nothing can block on a full pipe, whatever the program does.
  private static Outcome run(Path directory, Duration limit, List<String> command, Path text)
      throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(text.toFile())
            .start();
    // A program that hangs must not outlive this one.
    Thread end = new Thread(() -> destroy(process));
    Runtime.getRuntime().addShutdownHook(end);
    boolean ended = false;
    try {
      ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (!ended) {
        destroy(process);
        process.onExit().join();
      }
      removeHook(end);
    }
    return new Outcome(process.exitValue(), read(text), !ended);
  }

  private static void destroy(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This computer's program is ending, and the hook is doing its work.
    }
  }

  private static String read(Path file) throws IOException {
    try (var stream = Files.newInputStream(file)) {
      return new String(stream.readNBytes(MOST_OUTPUT_BYTES), StandardCharsets.UTF_8);
    }
  }

  /** Refuses with the name of the Debian package where a program is missing. */
  static void require(String program) {
    if (program.contains("/")) {
      return;
    }
    for (String directory : System.getenv().getOrDefault("PATH", "").split(":")) {
      if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, program))) {
        return;
      }
    }
    throw new ThimbleException(
        Code.T0503,
        program + " is not installed",
        "",
        "",
        "apt-get install " + DEBIAN_PACKAGES.getOrDefault(program, program));
  }
}
