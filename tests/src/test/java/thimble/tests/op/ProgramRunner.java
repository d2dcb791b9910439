package thimble.tests.op;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import thimble.codegen.CProject;
import thimble.codegen.CompileOptions;
import thimble.ir.Graph;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.planner.PlanOptions;
import thimble.planner.Planner;
import thimble.sim.Packing;
import thimble.sim.run.Instrumentation;
import thimble.sim.run.ProjectRunner;
import thimble.targets.Board;
import thimble.targets.Boards;
import thimble.targets.KernelLibraries;

/** The emitted C, built for a board and run: on this computer or in the emulator. */
record ProgramRunner(Board board, KernelLibraries kernels, Path directory) implements CaseRunner {
  /** Cases side by side have no best order: none is searched for long. */
  private static final PlanOptions QUICK = new PlanOptions(4, 100_000, 0.1, true);

  static ProgramRunner on(String board, Path directory) {
    return new ProgramRunner(Boards.find(board), KernelLibraries.portable(), directory);
  }

  /** With the kernels of one library, wherever it has some. */
  static ProgramRunner on(String board, String library, Path directory) {
    Board found = Boards.find(board);
    return new ProgramRunner(found, KernelLibraries.named(library, found.core()), directory);
  }

  @Override
  public String name() {
    return board.name();
  }

  @Override
  public List<List<TensorData>> run(Graph graph, List<List<TensorData>> inputs) {
    try {
      Path project = Files.createTempDirectory(directory, graph.name());
      CProject.emit(
              Planner.plan(graph, kernels, QUICK),
              board,
              new CompileOptions(graph.name(), "0".repeat(64), List.of()))
          .writeTo(project);
      byte[] outputs =
          new ProjectRunner(project, board)
              .run(Packing.pack(inputs), Optional.empty(), Instrumentation.NONE)
              .outputs();
      return unpack(graph, inputs.size(), outputs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<List<TensorData>> unpack(Graph graph, int runs, byte[] bytes) {
    List<List<TensorData>> outputs = new ArrayList<>();
    int at = 0;
    for (int run = 0; run < runs; run++) {
      List<TensorData> tensors = new ArrayList<>();
      for (Port port : graph.outputs()) {
        TensorType type = port.value().type();
        byte[] stored = Arrays.copyOfRange(bytes, at, at + type.bytes());
        tensors.add(TensorData.fromLittleEndian(type.element(), stored));
        at += type.bytes();
      }
      outputs.add(tensors);
    }
    return outputs;
  }
}
