package thimble.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import thimble.ir.Graph;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.planner.Plan;
import thimble.planner.Planner;
import thimble.targets.Boards;
import thimble.targets.Toolchain;

/**
 * Several emitted networks in one program of the host, each with two instances whose runs are
 * interleaved.
 */
final class HostProgram {
  private static final List<String> WARNINGS =
      List.of("-Wcast-align", "-Wcast-qual", "-Wmissing-prototypes", "-Werror");

  private final Path directory;
  private final List<Graph> graphs;
  private final Path binary;

  private final Function<Graph, Plan> planner;

  private HostProgram(Path directory, List<Graph> graphs, Function<Graph, Plan> planner) {
    this.directory = directory;
    this.graphs = graphs;
    this.planner = planner;
    binary = directory.resolve("program");
  }

  static HostProgram build(Path directory, List<Graph> graphs) throws Exception {
    return build(directory, graphs, Planner::plan);
  }

  static HostProgram build(Path directory, List<Graph> graphs, Function<Graph, Plan> planner)
      throws Exception {
    HostProgram program = new HostProgram(directory, graphs, planner);
    program.compile();
    return program;
  }

  private void compile() throws Exception {
    StringBuilder main =
        new StringBuilder(
            "#include <stdint.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n");
    StringBuilder body = new StringBuilder("int main(void)\n{\n");
    List<String> command = new ArrayList<>(List.of("gcc", "-fno-pie", "-no-pie"));
    command.addAll(Toolchain.of(Boards.find("host")).compile());
    command.add("-fstrict-aliasing"); // emitted code does not need the build files' flag
    command.addAll(Toolchain.WARNINGS);
    command.addAll(WARNINGS);
    for (Graph graph : graphs) {
      Plan plan = planner.apply(graph);
      SourceTree tree =
          CProject.emit(
              plan,
              Boards.find("host"),
              new CompileOptions(graph.name() + ".onnx", "0".repeat(64), List.of()));
      tree.writeTo(directory);
      for (String part : List.of("", "_weights", "_layers")) {
        command.add(directory.resolve(graph.name() + part + ".c").toString());
      }
      main.append("#include \"").append(graph.name()).append(".h\"\n");
      if (plan.received().isEmpty()) {
        appendInstances(main, graph);
      } else {
        RowInstances.append(main, graph, plan);
      }
      body.append("    run_").append(graph.name()).append("();\n");
    }
    main.append(body).append("    return 0;\n}\n");
    command.add(Files.writeString(directory.resolve("test_main.c"), main).toString());
    command.addAll(List.of("-lm", "-o", binary.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String messages = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(messages).isZero();
  }

  private static void appendInstances(StringBuilder text, Graph graph) {
    String net = graph.name();
    String upper = net.toUpperCase(java.util.Locale.ROOT);
    text.append("static _Alignas(" + upper + "_ARENA_ALIGN) uint8_t ")
        .append(net + "_arena[2][(" + upper + "_ARENA_BYTES + " + upper + "_ARENA_ALIGN - 1) / ")
        .append(upper + "_ARENA_ALIGN * " + upper + "_ARENA_ALIGN];\n")
        .append("static void run_" + net + "(void)\n{\n")
        .append("    " + net + "_context ctx[2];\n")
        .append("    for (int k = 0; k < 2; k++) {\n")
        .append("        if (" + net + "_init(&ctx[k], " + net + "_arena[k], ")
        .append(upper + "_ARENA_BYTES) != " + upper + "_OK) { abort(); }\n");
    for (int i = 0; i < graph.inputs().size(); i++) {
      text.append("        if (fread(" + net + "_input(&ctx[k], " + i + "), 1, ")
          .append(upper + "_IN" + i + "_BYTES, stdin) != " + upper + "_IN" + i + "_BYTES) ")
          .append("{ abort(); }\n");
    }
    text.append("    }\n    for (int k = 0; k < 2; k++) { " + net + "_run(&ctx[k]); }\n")
        .append("    for (int k = 0; k < 2; k++) {\n");
    for (int i = 0; i < graph.outputs().size(); i++) {
      text.append("        fwrite(" + net + "_output(&ctx[k], " + i + "), 1, ")
          .append(upper + "_OUT" + i + "_BYTES, stdout);\n");
    }
    text.append("    }\n}\n");
  }

  /**
   * @param inputs for each network the inputs of its two instances
   * @return for each network the outputs of its two instances
   */
  List<List<List<TensorData>>> run(List<List<List<TensorData>>> inputs) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (List<List<TensorData>> instances : inputs) {
      for (List<TensorData> tensors : instances) {
        for (TensorData tensor : tensors) {
          bytes.writeBytes(tensor.toLittleEndian());
        }
      }
    }
    Path input = Files.write(directory.resolve("input"), bytes.toByteArray());
    Process process =
        new ProcessBuilder(binary.toString())
            .redirectInput(input.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    byte[] output = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).isZero();
    return outputs(output);
  }

  private List<List<List<TensorData>>> outputs(byte[] bytes) {
    List<List<List<TensorData>>> all = new ArrayList<>();
    int at = 0;
    for (Graph graph : graphs) {
      List<List<TensorData>> instances = new ArrayList<>();
      for (int instance = 0; instance < 2; instance++) {
        List<TensorData> tensors = new ArrayList<>();
        for (Port port : graph.outputs()) {
          int end = at + port.value().type().bytes();
          tensors.add(
              TensorData.fromLittleEndian(
                  port.value().type().element(), Arrays.copyOfRange(bytes, at, end)));
          at = end;
        }
        instances.add(tensors);
      }
      all.add(instances);
    }
    assertThat(at).isEqualTo(bytes.length);
    return all;
  }

  /** Symbols of the program's writable sections that come from the networks. */
  List<String> symbols() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("nm", binary.toString()).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return text.lines().toList();
  }
}
