package thimble.codegen.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Runs C compilers, and what they made. A compiler that is missing fails the test. */
final class Toolchain {
  /** What generated projects are held to. */
  static final List<String> STRICT =
      List.of(
          "-std=c11",
          "-Wall",
          "-Wextra",
          "-Wpedantic",
          "-Wconversion",
          "-Wshadow",
          "-Werror",
          "-ffp-contract=off");

  private final Path directory;

  Toolchain(Path directory) {
    this.directory = directory;
  }

  Path write(String fileName, String text) {
    try {
      return Files.writeString(directory.resolve(fileName), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Compiles one file to an object, with no warning. */
  void compile(Path source, String compiler, String... options) {
    Path object = directory.resolve(source.getFileName() + ".o");
    String output =
        run(
            Stream.of(
                    Stream.of(compiler),
                    Stream.of(options),
                    STRICT.stream(),
                    Stream.of("-c", source.toString(), "-o", object.toString()))
                .flatMap(part -> part)
                .toList());
    assertThat(output).isEmpty();
  }

  /** Links one file into a program for this machine. */
  Path build(Path source, String... options) {
    Path program = directory.resolve(source.getFileName().toString().replace(".c", ""));
    List<String> command = new ArrayList<>(List.of("gcc"));
    command.addAll(List.of(options));
    command.addAll(STRICT);
    command.addAll(List.of(source.toString(), "-o", program.toString(), "-lm"));
    assertThat(run(command)).isEmpty();
    return program;
  }

  /** As {@link #build}, whatever the compiler thinks of the text. */
  Path buildQuietly(Path source, String... options) {
    Path program = directory.resolve(source.getFileName().toString().replace(".c", ""));
    List<String> command = new ArrayList<>(List.of("gcc", "-std=c11", "-w", "-ffp-contract=off"));
    command.addAll(List.of(options));
    command.addAll(List.of(source.toString(), "-o", program.toString(), "-lm"));
    run(command);
    return program;
  }

  /** What a program of one file prints on an emulated Cortex-M. */
  String emulate(Path source, String machine, String... cpu) {
    Path start = write("emulator.c", emulatorStart());
    Path program = directory.resolve(machine + ".elf");
    List<String> command = new ArrayList<>(List.of("arm-none-eabi-gcc", "-mthumb", "-O2"));
    command.addAll(List.of(cpu));
    command.addAll(STRICT);
    command.addAll(List.of(source.toString(), start.toString(), "-o", program.toString()));
    command.addAll(List.of("--specs=rdimon.specs", "-Wl,--section-start=.vectors=0", "-lm"));
    assertThat(run(command)).isEmpty();
    return run(
        List.of(
            "qemu-system-arm",
            "-M",
            machine,
            "-display",
            "none",
            "-serial",
            "none",
            "-monitor",
            "none",
            "-semihosting-config",
            "enable=on,target=native",
            "-kernel",
            program.toString()));
  }

  private static String emulatorStart() {
    try (InputStream in = Toolchain.class.getResourceAsStream("emulator.c")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a command prints; it must end with 0. */
  String run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes());
      String tail = output.substring(Math.max(0, output.length() - 3000));
      assertThat(process.waitFor()).as("%s%n%s", command, tail).isZero();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
