package thimble.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import thimble.codegen.Compiler;
import thimble.codegen.ProjectDirectory;
import thimble.codegen.SourceTree;
import thimble.codegen.report.Report;
import thimble.codegen.report.ReportJson;
import thimble.frontend.zoo.Zoo;
import thimble.ir.Code;
import thimble.ir.ThimbleException;
import thimble.planner.Plan;
import thimble.sim.Packing;
import thimble.sim.Samples;
import thimble.sim.run.Instrumentation;
import thimble.sim.run.ProjectRunner;
import thimble.sim.run.RunReport;
import thimble.targets.Boards;

@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures our figures and prints them beside those of TensorFlow Lite Micro with CMSIS-NN: executed instructions, RAM,"
          + " flash. Without --models on networks of the zoo with the same layers as the measured ones."
    })
final class BenchCommand implements Callable<Integer> {
  private static final Map<String, String> CORES =
      Map.of("mps2-an386", "m4", "mps2-an500", "m7", "mps3-an547", "m55");

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = "a directory of NAME/model_qdq.onnx, the MLPerf Tiny networks for example")
  private Path models;

  @Option(names = "--only", paramLabel = "NAME", split = ",", description = "only these networks")
  private List<String> only = List.of();

  @Option(
      names = {"-t", "--target"},
      paramLabel = "T",
      split = ",",
      description = "emulated targets (default: mps2-an386, a Cortex-M4)")
  private List<String> targets = List.of("mps2-an386");

  @Option(names = "--json", paramLabel = "FILE", description = "write the figures there too")
  private Path json;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private final ObjectMapper mapper = new ObjectMapper();

  /** A network to measure, and the peers' entry it is held against. */
  private record Candidate(String name, Path model, String peer) {}

  @Override
  public Integer call() throws IOException {
    JsonNode peers = peers();
    Path work = Files.createTempDirectory("thimble-bench");
    Map<String, Object> figures = new LinkedHashMap<>();
    Table table =
        new Table(
            List.of(
                "network",
                "target",
                "instructions",
                "peer",
                "ratio",
                "RAM, input resident",
                "peer",
                "ratio",
                "flash, all of it",
                "peer",
                "ratio"));
    try (Progress progress = new Progress(false)) {
      for (Candidate candidate : candidates(peers, work)) {
        for (String target : targets) {
          progress.accept(candidate.name() + " on " + target);
          Report report = measure(candidate, target, work.resolve(candidate.name() + "-" + target));
          table.row(row(candidate, target, report, peers.path("networks").path(candidate.peer())));
          figures.put(candidate.name() + " on " + target, ReportJson.tree(report));
        }
      }
    } finally {
      delete(work);
    }
    PrintWriter out = spec.commandLine().getOut();
    table.print(out);
    out.println();
    out.println("peer: TensorFlow Lite Micro with CMSIS-NN. " + peers.path("method").asText());
    out.flush();
    Json.write(json, mapper.writerWithDefaultPrettyPrinter().writeValueAsString(figures) + "\n");
    return 0;
  }

  private List<Candidate> candidates(JsonNode peers, Path work) throws IOException {
    List<Candidate> candidates = new ArrayList<>();
    if (models == null) {
      for (Map.Entry<String, JsonNode> entry : peers.path("zoo").properties()) {
        if (wanted(entry.getKey())) {
          Path file = work.resolve(entry.getKey() + ".onnx");
          Zoo.write(entry.getKey(), true, 1, file);
          candidates.add(new Candidate(entry.getKey(), file, entry.getValue().asText()));
        }
      }
    } else {
      for (Map.Entry<String, JsonNode> entry : peers.path("networks").properties()) {
        Path file = models.resolve(entry.getKey()).resolve("model_qdq.onnx");
        if (wanted(entry.getKey()) && Files.exists(file)) {
          candidates.add(new Candidate(entry.getKey(), file, entry.getKey()));
        }
      }
    }
    if (candidates.isEmpty()) {
      throw new ThimbleException(
          Code.T0801,
          "no network to measure",
          models == null ? "" : models.toString(),
          "",
          "names as in thimble zoo, or --models DIR");
    }
    return candidates;
  }

  private boolean wanted(String name) {
    return only.isEmpty() || only.contains(name);
  }

  private static Report measure(Candidate candidate, String target, Path directory) {
    Compiler.Request request = Compiler.Request.of(candidate.model(), Boards.find(target));
    Plan plan = Compiler.plan(Compiler.graph(request), request);
    SourceTree tree = Compiler.emit(plan, request);
    ProjectDirectory.write(tree, directory);
    List<Samples.Sample> samples = Samples.random(plan.graph(), 1, 1);
    byte[] input =
        Packing.pack(samples.stream().map(sample -> sample.graph(plan.graph())).toList());
    RunReport run =
        new ProjectRunner(directory, request.board())
            .run(input, Optional.empty(), Instrumentation.NONE);
    return Measured.merge(ReportJson.read(tree.text("report.json")), run, Optional.empty());
  }

  private static List<String> row(
      Candidate candidate, String target, Report report, JsonNode peer) {
    List<String> row = new ArrayList<>(List.of(candidate.name(), target));
    add(row, report.instructions().orElse(0), peer.path(CORES.getOrDefault(target, "")).asLong());
    add(row, report.ram().peak(), peer.path("ram").asLong());
    add(
        row,
        report.flash().weights() + report.flash().code().orElse(0),
        peer.path("flash").asLong());
    return row;
  }

  private static void add(List<String> row, long ours, long theirs) {
    row.add(ReportText.number(ours));
    row.add(theirs == 0 ? "-" : ReportText.number(theirs));
    row.add(
        theirs == 0 || ours == 0
            ? "-"
            : String.format(java.util.Locale.ROOT, "%.2fx", (double) theirs / ours));
  }

  private JsonNode peers() {
    try (InputStream stream = BenchCommand.class.getResourceAsStream("peers.json")) {
      return mapper.readTree(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
