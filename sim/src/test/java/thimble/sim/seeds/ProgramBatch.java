package thimble.sim.seeds;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import thimble.codegen.CProject;
import thimble.codegen.c.NetworkCode;
import thimble.codegen.c.NetworkWriter;
import thimble.codegen.c.PortCode;
import thimble.ir.TensorData;
import thimble.planner.Plan;
import thimble.sim.Packing;

/**
 * Many networks in one program of the host: one call of the compiler, one process. Each network is
 * a translation unit of its own with the same warnings as generated projects; {@code batch.c} runs
 * two instances of it side by side, several runs each, in arenas with walls.
 */
final class ProgramBatch {
  static final int INSTANCES = 2;

  private static final List<String> FLAGS =
      List.of(
              "-O0 -std=c11 -ffp-contract=off -fwrapv -fno-pie -no-pie -pipe".split(" "),
              "-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror".split(" "))
          .stream()
          .flatMap(Arrays::stream)
          .toList();

  private final Path directory;
  private final List<Program> programs = new ArrayList<>();

  ProgramBatch(Path directory) {
    this.directory = directory;
  }

  /**
   * @param name of the network, unlike any other's of the batch
   * @param what it is, for messages
   * @param inputs by run and instance, what the caller hands in
   * @param expected by run and instance, what must come out
   */
  record Program(
      String name,
      String what,
      Plan plan,
      List<List<List<TensorData>>> inputs,
      List<List<List<TensorData>>> expected) {}

  void add(Program program) {
    programs.add(program);
  }

  int size() {
    return programs.size();
  }

  /** Builds and runs all; says whose outputs are not what is expected, byte for byte. */
  List<String> run() {
    if (programs.isEmpty()) {
      return List.of();
    }
    try {
      write();
      Optional<String> refused = execute();
      if (refused.isPresent()) {
        return List.of("the program of " + names() + ": " + refused.get());
      }
      return compare(Files.readAllBytes(directory.resolve("outputs")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String names() {
    return programs.get(0).what() + " to " + programs.get(programs.size() - 1).what();
  }

  private List<String> compare(byte[] outputs) {
    List<String> wrong = new ArrayList<>();
    int at = 0;
    for (Program program : programs) {
      for (int run = 0; run < program.expected().size(); run++) {
        byte[] expected = Packing.pack(program.expected().get(run));
        int end = at + expected.length;
        int first =
            Arrays.mismatch(
                outputs, at, Math.min(end, outputs.length), expected, 0, expected.length);
        if (first >= 0) {
          wrong.add(
              "C of %s, run %d: byte %d of its outputs".formatted(program.what(), run, first));
        }
        at = end;
      }
    }
    return wrong;
  }

  private void write() throws IOException {
    copy("batch.h");
    copy("batch.c");
    StringBuilder list = new StringBuilder("#include \"batch.h\"\n");
    for (Program program : programs) {
      NetworkCode code =
          NetworkWriter.write(program.plan(), List.of(program.what()), "seed.onnx", "0");
      CProject.network(code).writeTo(directory);
      Files.writeString(
          directory.resolve(program.name() + "_unit.c"), unit(code, program.expected().size()));
      list.append("extern const network network_" + code.net() + ";\n");
    }
    list.append(
        programs.stream()
            .map(program -> "    &network_" + program.name())
            .collect(Collectors.joining(",\n", "const network *const batch[] = {\n", "\n};\n")));
    list.append("const int batchSize = " + programs.size() + ";\n");
    Files.writeString(directory.resolve("list.c"), list);
  }

  private void copy(String resource) throws IOException {
    try (InputStream in = ProgramBatch.class.getResourceAsStream(resource)) {
      Files.write(directory.resolve(resource), in.readAllBytes());
    }
  }

  /** What went wrong, if the program could not be built or did not end well. */
  private Optional<String> execute() throws IOException {
    List<String> command = new ArrayList<>(List.of("gcc"));
    command.addAll(FLAGS);
    command.addAll(List.of("batch.c", "list.c"));
    programs.forEach(program -> command.add(program.name() + "_unit.c"));
    command.addAll(List.of("-lm", "-o", "batch"));
    ByteArrayOutputStream inputs = new ByteArrayOutputStream();
    for (Program program : programs) {
      program.inputs().forEach(run -> inputs.writeBytes(Packing.pack(run)));
    }
    Files.write(directory.resolve("inputs"), inputs.toByteArray());
    return isDone(command) && isDone(List.of(directory.resolve("batch").toString()))
        ? Optional.empty()
        : Optional.of(Files.readString(directory.resolve("messages")));
  }

  private boolean isDone(List<String> command) throws IOException {
    ProcessBuilder process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(directory.resolve("inputs").toFile())
            .redirectOutput(directory.resolve("outputs").toFile())
            .redirectError(directory.resolve("messages").toFile());
    try {
      return process.start().waitFor() == 0;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A network and what the batch's main calls: the same functions whatever the schedule. */
  private static String unit(NetworkCode code, int rounds) {
    boolean pushes = code.pushes();
    StringBuilder text = new StringBuilder();
    text.append("#include \"net.c\"\n#include \"net_weights.c\"\n#include \"batch.h\"\n");
    function(text, "int init(void *ctx, void *arena, size_t bytes)", "net_init(ctx, arena, bytes)");
    function(text, "const void *output(const void *ctx, int i)", "net_output(ctx, i)");
    if (pushes) {
      pushing(text, code.severalInputs());
    } else {
      function(text, "void *input(const void *ctx, int i)", "net_input(ctx, i)");
      function(text, "int run(void *ctx)", "net_run(ctx)");
    }
    if (code.delivers()) {
      function(
          text, "int deliver(void *ctx, sink *to, void *user)", "net_deliver_to(ctx, to, user)");
    }
    ports(text, "in", code.inputs());
    ports(text, "out", code.outputs());
    text.append("extern const network network_net;\nconst network network_net = {\n")
        .append("    .name = \"net\", .rounds = " + rounds + ", .init = init, .output = output,\n")
        .append("    .contextBytes = sizeof(net_context), .arenaBytes = NET_ARENA_BYTES,\n")
        .append("    .arenaAlign = NET_ARENA_ALIGN,\n")
        .append("    .inputs = NET_INPUTS, .inBytes = inBytes, .inRowBytes = inRowBytes,\n")
        .append("    .outputs = NET_OUTPUTS, .outBytes = outBytes, .outRowBytes = outRowBytes,\n")
        .append(
            pushes
                ? "    .wanted = wanted, .buffer = buffer, .push = push, .restart = restart,\n"
                : "    .input = input, .run = run,\n")
        .append(code.delivers() ? "    .deliver = deliver,\n" : "")
        .append("};\n");
    return text.toString()
        .replaceAll("\\bNET(?=_)", code.upper())
        .replaceAll("\\bnet(?=[_.\"])|(?<=network_)net\\b", code.net());
  }

  private static void pushing(StringBuilder text, boolean several) {
    function(
        text,
        "int wanted(const void *ctx)",
        several ? "net_wanted_input(ctx)" : "net_row_buffer(ctx) == NULL ? -1 : 0");
    function(text, "void *buffer(const void *ctx)", "net_row_buffer(ctx)");
    text.append("static int push(void *ctx, int i, const void *row)\n{\n    (void)i;\n")
        .append("    const net_status status = net_push_rows")
        .append(several ? "_to(ctx, i, row, 1);\n" : "(ctx, row, 1);\n")
        .append("    return status == NET_OK || status == NET_MORE_ROWS ? 0 : 1;\n}\n");
    function(text, "int restart(void *ctx)", "net_restart(ctx)");
  }

  private static void function(StringBuilder text, String head, String value) {
    text.append("static " + head + "\n{\n    return " + value + ";\n}\n");
  }

  private static void ports(StringBuilder text, String name, List<PortCode> ports) {
    array(text, name + "Bytes", ports.stream().map(PortCode::bytes).toList());
    array(
        text,
        name + "RowBytes",
        ports.stream().map(port -> port.byRows() ? port.rowBytes() : 0L).toList());
  }

  private static void array(StringBuilder text, String name, List<Long> values) {
    // C has no empty array.
    String numbers = values.stream().map(String::valueOf).collect(Collectors.joining(", "));
    text.append("static const uint32_t " + name + "[] = {" + numbers)
        .append(values.isEmpty() ? "0};\n" : "};\n");
  }
}
