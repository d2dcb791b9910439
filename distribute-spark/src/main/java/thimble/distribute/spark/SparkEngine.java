package thimble.distribute.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.spark.api.java.JavaSparkContext;
import thimble.tune.engine.Engine;

/** Runs trials as tasks of one Spark application, each round as one job of it. */
final class SparkEngine implements Engine {
  private final JavaSparkContext spark;
  private final Trial task;

  /**
   * @param jars the tool's
   * @param store directory for copies of the job's files under their hashes
   */
  SparkEngine(JavaSparkContext spark, String job, List<Path> jars, Path store) {
    this.spark = spark;
    jars.forEach(jar -> spark.addFile(jar.toString()));
    for (Map.Entry<String, Path> source : new Tool(jars).sources(job).entrySet()) {
      spark.addFile(copy(source.getValue(), store.resolve(source.getKey())).toString());
    }
    this.task = new Trial(job, jars.stream().map(jar -> jar.getFileName().toString()).toList());
  }

  /** Spark's files are known by their names: here a name has to be the hash. */
  private static Path copy(Path file, Path named) {
    try {
      return Files.copy(file, named);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void run(List<Integer> trials, BiConsumer<Integer, String> done) {
    List<String> results = spark.parallelize(trials, trials.size()).map(task).collect();
    for (int i = 0; i < trials.size(); i++) {
      done.accept(trials.get(i), results.get(i));
    }
  }

  @Override
  public String description() {
    return "Spark, " + spark.master();
  }

  @Override
  public void close() {
    spark.close();
  }
}
