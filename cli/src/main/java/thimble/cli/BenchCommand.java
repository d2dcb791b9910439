package thimble.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import thimble.frontend.zoo.Zoo;
import thimble.ir.Code;
import thimble.ir.ThimbleException;
import thimble.targets.Boards;

@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures our figures and prints them beside the peers' and beside our goals: RAM with the input resident, by rows and"
          + " with something computed twice; executed instructions and flash on emulated boards. Networks come from the zoo"
          + " (the same layers, seeded weights), trained ones from --models."
    })
final class BenchCommand implements Callable<Integer> {
  enum TableName {
    RAM,
    SPEED
  }

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = "a directory of NAME/model_qdq.onnx, the MLPerf Tiny networks for example")
  private Path models;

  @Option(names = "--only", paramLabel = "NAME", split = ",", description = "only these networks")
  private List<String> only = List.of();

  @Option(
      names = "--tables",
      paramLabel = "ram|speed",
      split = ",",
      description = "which tables (default: both)")
  private List<TableName> tables = List.of(TableName.values());

  @Option(
      names = {"-t", "--target"},
      paramLabel = "T",
      split = ",",
      description =
          "emulated targets (default: all that the peers were measured on: Cortex-M4, M7 and M55)")
  private List<String> targets = List.of();

  @Option(names = "--json", paramLabel = "FILE", description = "write the figures there too")
  private Path json;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private final Peers peers = Peers.read();
  private final Map<String, Path> written = new LinkedHashMap<>();

  /** A network to measure. */
  private record Candidate(Peers.Entry entry, Path model, boolean trained) {}

  @Override
  public Integer call() throws IOException {
    Path work = Files.createTempDirectory("thimble-bench");
    ObjectNode figures = new ObjectMapper().createObjectNode();
    List<String> boards = targets.isEmpty() ? peers.targets() : targets;
    try (Progress progress = new Progress(false)) {
      List<Candidate> ram = wanted(TableName.RAM) ? candidates(peers.ram(), work) : List.of();
      List<Candidate> speed = wanted(TableName.SPEED) ? candidates(peers.speed(), work) : List.of();
      requireSome(ram.size() + speed.size());
      if (!ram.isEmpty()) {
        BenchRam table =
            new BenchRam(Boards.find(boards.get(0)), progress, figures.putArray("ram"));
        ram.forEach(it -> table.measure(it.entry(), it.model()));
        progress.clear();
        table.print(out());
        out().println();
        out().flush();
      }
      if (!speed.isEmpty()) {
        BenchSpeed table = new BenchSpeed(peers, progress, figures.putArray("speed"));
        for (Candidate it : speed) {
          for (String board : boards) {
            Path project = work.resolve(it.entry().name() + "-" + board);
            table.measure(it.entry(), it.model(), it.trained(), board, project);
          }
        }
        progress.clear();
        table.print(out());
        out().println(peers.method());
      }
    } finally {
      delete(work);
    }
    out().flush();
    Json.write(json, figures.toPrettyString() + "\n");
    return 0;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private boolean wanted(TableName table) {
    return tables.contains(table);
  }

  /** The trained models that are there, otherwise the zoo's. */
  private List<Candidate> candidates(List<Peers.Entry> entries, Path work) throws IOException {
    List<Candidate> candidates = new ArrayList<>();
    for (Peers.Entry entry : entries) {
      if (!isWanted(entry)) {
        continue;
      }
      Optional<Path> trained =
          entry
              .model()
              .filter(name -> models != null)
              .map(name -> models.resolve(name).resolve("model_qdq.onnx"))
              .filter(Files::exists);
      if (trained.isPresent()) {
        candidates.add(new Candidate(entry, trained.get(), true));
      } else if (entry.zoo().isPresent()) {
        candidates.add(new Candidate(entry, fromZoo(entry.zoo().get(), work), false));
      }
    }
    return candidates;
  }

  private Path fromZoo(String name, Path work) throws IOException {
    Path file = work.resolve(name + ".onnx");
    if (written.put(name, file) == null) {
      Zoo.write(name, Zoo.Form.INT8, 1, file);
    }
    return file;
  }

  private boolean isWanted(Peers.Entry entry) {
    return only.isEmpty()
        || only.contains(entry.name())
        || entry.zoo().filter(only::contains).isPresent()
        || entry.model().filter(only::contains).isPresent();
  }

  private void requireSome(int count) {
    if (count == 0) {
      throw new ThimbleException(
          Code.T0801,
          "no network to measure",
          models == null ? "" : models.toString(),
          "",
          "names as in the tables or as in thimble zoo, or --models DIR");
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
