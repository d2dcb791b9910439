package thimble.sim.hls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import thimble.codegen.SourceTree;
import thimble.codegen.hls.HlsProject;
import thimble.ir.Code;
import thimble.ir.ThimbleException;
import thimble.planner.dataflow.Design;
import thimble.sim.run.Tool;

/**
 * The emitted code of a design, compiled for this computer against small headers of our own, every
 * process a thread, every stream as deep as the design says.
 */
public final class CSimulation {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int DEADLOCK = 3;
  private static final List<String> HEADERS =
      List.of("ap_int.h", "ap_axi_sdata.h", "hls_stream.h", "scheduler.h", "scheduler.cpp");

  private final Path directory;

  private CSimulation(Path directory) {
    this.directory = directory;
  }

  /**
   * What a run gave.
   *
   * @param outputs bytes of all outputs, one inference after another
   * @param deadlock who waits for what, a line each; empty where the design ran to its end
   */
  public record Outcome(byte[] outputs, List<String> deadlock) {}

  /**
   * Compiles a design.
   *
   * @param project its emitted files
   * @param directory for them, and what is made of them
   */
  public static CSimulation build(Design design, SourceTree project, Path directory) {
    compile(
        project.with("simulation/simulation.cpp", HlsProject.simulation(design)), directory, "-O2");
    return new CSimulation(directory);
  }

  /** Compiles {@code simulation/simulation.cpp} among other files, with the headers it needs. */
  static void compile(SourceTree sources, Path directory, String optimization) {
    try {
      sources.writeTo(directory);
      Path headers = Files.createDirectories(directory.resolve("simulation"));
      for (String header : HEADERS) {
        try (InputStream in = CSimulation.class.getResourceAsStream(header)) {
          Files.write(headers.resolve(header), in.readAllBytes());
        }
      }
    } catch (IOException e) {
      throw new ThimbleException(
          Code.T0502, "the simulation cannot be written", "", String.valueOf(e.getMessage()), "");
    }
    List<String> command =
        List.of(
            "g++",
            "-std=c++14",
            optimization,
            "-Wall",
            "-Wextra",
            "-Wno-unknown-pragmas",
            "-Isimulation",
            "-Isrc",
            "simulation/simulation.cpp",
            "simulation/scheduler.cpp",
            "-o",
            "simulation/simulation");
    Tool.Outcome outcome = Tool.run(directory, LIMIT, command);
    if (outcome.status() != 0) {
      throw new ThimbleException(
          Code.T0503, "the emitted C++ does not compile", "", outcome.text(), "");
    }
  }

  /** Runs inferences one after another. */
  public Outcome run(byte[] inputs) {
    return run(inputs, new LinkedHashMap<>());
  }

  /**
   * @param depths of streams by name that are to differ from the design's
   */
  public Outcome run(byte[] inputs, Map<String, Integer> depths) {
    List<String> changes = new ArrayList<>();
    depths.forEach((name, depth) -> changes.add(name + "=" + depth));
    return run(directory, List.of("./simulation/simulation"), inputs, changes);
  }

  /**
   * @param program with its first arguments
   * @param changes of streams' depths, each {@code name=depth}
   */
  static Outcome run(Path directory, List<String> program, byte[] inputs, List<String> changes) {
    try {
      Path in = directory.resolve("inputs.bin");
      Path out = directory.resolve("outputs.bin");
      Files.write(in, inputs);
      List<String> command = new ArrayList<>(program);
      command.addAll(List.of("inputs.bin", "outputs.bin"));
      command.addAll(changes);
      Tool.Outcome outcome = Tool.run(directory, LIMIT, command);
      if (outcome.status() == DEADLOCK) {
        return new Outcome(new byte[0], outcome.text().lines().toList());
      }
      if (outcome.status() != 0) {
        throw new ThimbleException(
            Code.T0601, "the simulation of the design failed", "", outcome.text(), "");
      }
      return new Outcome(Files.readAllBytes(out), List.of());
    } catch (IOException e) {
      throw new ThimbleException(
          Code.T0502, "the simulation cannot be run", "", String.valueOf(e.getMessage()), "");
    }
  }
}
