package thimble.sim.run;

import java.util.List;

/** What a program is built to tell beyond its results. Each way has its own build directory. */
public enum Instrumentation {
  /** Nothing: instructions are those of the network alone. */
  NONE("build", List.of()),
  /** Instructions layer by layer. */
  PROFILE("build-profile", List.of("PROFILE=1")),
  /** Every layer's output. */
  TRACE("build-trace", List.of("TRACE=1"));

  private final String directory;
  private final List<String> makeArguments;

  Instrumentation(String directory, List<String> makeArguments) {
    this.directory = directory;
    this.makeArguments = makeArguments;
  }

  String directory() {
    return directory;
  }

  List<String> makeArguments() {
    return makeArguments;
  }
}
