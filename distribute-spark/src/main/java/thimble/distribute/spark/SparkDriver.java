package thimble.distribute.spark;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import thimble.tune.engine.Engine;
import thimble.tune.engine.Worker;

/**
 * A worker that has others work: to the tool one process, to Spark the driver of an application.
 */
public final class SparkDriver {
  private SparkDriver() {}

  /**
   * @param arguments the master's URL; the tool's jars, as a class path
   */
  public static void main(String... arguments) throws IOException {
    PrintStream out = System.out;
    // Spark may print what it wants; results alone go to whoever asks.
    System.setOut(System.err);
    List<Path> jars = Stream.of(arguments[1].split(File.pathSeparator)).map(Path::of).toList();
    Path store = Files.createTempDirectory("thimble-spark");
    try {
      Worker.serve(System.in, out, store, new Host(arguments[0], jars, store));
    } finally {
      delete(store);
    }
  }

  private record Host(String master, List<Path> jars, Path store) implements Worker.Host {
    /** The driver runs where the files are. */
    @Override
    public List<String> missing(String job) {
      return List.of();
    }

    @Override
    public Engine open(String job) {
      JavaSparkContext spark = context();
      try {
        return new SparkEngine(spark, job, jars, store);
      } catch (RuntimeException e) {
        spark.close();
        throw e;
      }
    }

    private JavaSparkContext context() {
      try {
        return new JavaSparkContext(configuration(master, store));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * What {@code spark-defaults.conf} of the installation says comes first, as with spark-submit.
   */
  private static SparkConf configuration(String master, Path store) throws IOException {
    SparkConf configuration = new SparkConf();
    defaults(System.getenv()).forEach(configuration::setIfMissing);
    configuration.setMaster(master);
    // Executors elsewhere need this module's few classes; the tool follows as files.
    configuration.setJars(JavaSparkContext.jarOfClass(SparkDriver.class));
    configuration.setIfMissing("spark.app.name", "thimble quantize --tune");
    configuration.setIfMissing("spark.ui.enabled", "false");
    configuration.setIfMissing("spark.ui.showConsoleProgress", "false");
    configuration.setIfMissing("spark.local.dir", store.toString());
    if (master.startsWith("local")) {
      configuration.setIfMissing("spark.driver.host", "localhost");
      configuration.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
    }
    return configuration;
  }

  private static Map<String, String> defaults(Map<String, String> environment) throws IOException {
    Map<String, String> defaults = new TreeMap<>();
    String home = environment.getOrDefault("SPARK_HOME", "");
    String directory =
        environment.getOrDefault("SPARK_CONF_DIR", home.isEmpty() ? "" : home + "/conf");
    Path file = Path.of(directory, "spark-defaults.conf");
    if (!directory.isEmpty() && Files.isRegularFile(file)) {
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      }
      properties.stringPropertyNames().stream()
          .filter(name -> name.startsWith("spark."))
          .forEach(name -> defaults.put(name, properties.getProperty(name).strip()));
    }
    return defaults;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
