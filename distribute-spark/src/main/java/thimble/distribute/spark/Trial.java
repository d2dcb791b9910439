package thimble.distribute.spark;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.function.Function;

/**
 * A task: one trial on an executor. The job is opened once in each executor's process, from files
 * that Spark brought there; trials of the same process share it.
 */
final class Trial implements Function<Integer, String> {
  private static final long serialVersionUID = 1;

  private static final Map<String, IntFunction<String>> OPEN = new ConcurrentHashMap<>();

  private final String job;
  private final List<String> jars;

  /**
   * @param jars names of the tool's jars among Spark's files
   */
  Trial(String job, List<String> jars) {
    this.job = job;
    this.jars = List.copyOf(jars);
  }

  @Override
  public String call(Integer trial) {
    return OPEN.computeIfAbsent(job, this::open).apply(trial);
  }

  private IntFunction<String> open(String text) {
    List<Path> paths = jars.stream().map(name -> Path.of(SparkFiles.get(name))).toList();
    return new Tool(paths).runner(text, Path.of(SparkFiles.getRootDirectory()));
  }
}
