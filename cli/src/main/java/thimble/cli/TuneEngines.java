package thimble.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import thimble.ir.Code;
import thimble.ir.ThimbleException;
import thimble.tune.Job;
import thimble.tune.JobFiles;
import thimble.tune.Workbench;
import thimble.tune.engine.Engine;
import thimble.tune.engine.EngineException;
import thimble.tune.engine.ProcessEngine;
import thimble.tune.engine.ThreadEngine;

/** Starts what trials run on. */
final class TuneEngines {
  /** What Spark reaches into on JDK 17; its own launcher sets the same. */
  private static final List<String> SPARK_OPENS =
      List.of(
          "java.base/java.lang",
          "java.base/java.lang.invoke",
          "java.base/java.lang.reflect",
          "java.base/java.io",
          "java.base/java.net",
          "java.base/java.nio",
          "java.base/java.util",
          "java.base/java.util.concurrent",
          "java.base/java.util.concurrent.atomic",
          "java.base/sun.nio.ch",
          "java.base/sun.nio.cs",
          "java.base/sun.security.action",
          "java.base/sun.util.calendar");

  private TuneEngines() {}

  /**
   * @throws ThimbleException T0503 where workers cannot be started
   */
  static Engine open(TuneOptions options, Job job, Workbench bench) {
    try {
      return switch (options.engine()) {
        case THREADS -> new ThreadEngine(bench.runner(), options.workers());
        case PROCESSES -> ProcessEngine.open(commands(options), job.json(), JobFiles.sources(job));
        case SPARK ->
            ProcessEngine.openDistributor(
                spark(options.master),
                job.json(),
                JobFiles.sources(job),
                "Spark, " + options.master);
      };
    } catch (EngineException e) {
      throw failed(e);
    }
  }

  static ThimbleException failed(EngineException e) {
    return new ThimbleException(
        Code.T0503, "trials cannot be run there", "", String.valueOf(e.getMessage()), "");
  }

  private static List<List<String>> commands(TuneOptions options) {
    if (options.commands.isEmpty()) {
      return IntStream.range(0, options.workers()).mapToObj(i -> worker()).toList();
    }
    return options.commands.stream().map(command -> List.of("sh", "-c", command)).toList();
  }

  private static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx" + (Runtime.getRuntime().maxMemory() >> 20) + "m",
        "-XX:+UseSerialGC",
        "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
  }

  /** This very program, serving. */
  private static List<String> worker() {
    List<String> command = new ArrayList<>(java());
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "worker"));
    return command;
  }

  private static List<String> spark(String master) {
    Path home = sparkHome();
    List<String> command = new ArrayList<>(java());
    SPARK_OPENS.forEach(each -> command.add("--add-opens=" + each + "=ALL-UNNAMED"));
    List<Path> tool = tool();
    String installed = System.getenv("SPARK_HOME");
    Path libraries = installed == null ? home.resolve("lib") : Path.of(installed, "jars");
    String path =
        Stream.concat(
                Stream.of(home.resolve("thimble-distribute-spark-" + Main.VERSION + ".jar")),
                tool.stream().filter(jar -> name(jar).startsWith("thimble-tune")))
            .map(Path::toString)
            .reduce((a, b) -> a + File.pathSeparator + b)
            .orElseThrow();
    command.addAll(
        List.of(
            "-cp",
            path + File.pathSeparator + libraries.resolve("*"),
            "thimble.distribute.spark.SparkDriver",
            master,
            String.join(File.pathSeparator, tool.stream().map(Path::toString).toList())));
    return command;
  }

  /** Where the optional module was built: beside this one. */
  private static Path sparkHome() {
    Path home =
        Path.of(
            System.getProperty(
                "thimble.spark.home",
                code().resolve("../../../distribute-spark/target").normalize().toString()));
    if (!Files.isDirectory(home.resolve("lib"))) {
      throw new ThimbleException(
          Code.T0503,
          "Apache Spark is not there",
          "--engine spark",
          "it is an optional module, which has not been built: " + home,
          "./thimble builds it when asked; or mvn -Pspark package");
    }
    return home;
  }

  private static Path code() {
    return Path.of(System.getProperty("java.class.path").split(File.pathSeparator)[0])
        .toAbsolutePath();
  }

  /** The jars that a trial needs, to be sent to wherever it runs. */
  private static List<Path> tool() {
    List<Path> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path jar = Path.of(entry).toAbsolutePath();
      jars.add(jar);
      Path lib = jar.resolveSibling("lib");
      if (name(jar).startsWith("thimble-cli") && Files.isDirectory(lib)) {
        try (Stream<Path> all = Files.list(lib)) {
          all.sorted().forEach(jars::add);
        } catch (java.io.IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
      }
    }
    return jars.stream()
        .filter(jar -> name(jar).endsWith(".jar"))
        .filter(
            jar -> !name(jar).matches("(thimble-cli|xgboost4j|kryo|picocli|jline|progressbar).*"))
        .toList();
  }

  private static String name(Path jar) {
    return String.valueOf(jar.getFileName());
  }
}
