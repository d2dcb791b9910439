package thimble.sim.hls;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import thimble.codegen.SourceTree;
import thimble.ir.Graph;
import thimble.ir.TensorData;
import thimble.ir.run.Evaluator;
import thimble.planner.dataflow.Design;
import thimble.sim.Samples;

/** Is the design right? Its C simulation is held against the integer reference, byte for byte. */
public final class HlsVerification {
  private HlsVerification() {}

  /**
   * @param differing bytes of all outputs
   * @param deadlock who waits for what, where the design stood still
   */
  public record Result(long differing, List<String> deadlock) {
    public boolean passed() {
      return differing == 0 && deadlock.isEmpty();
    }
  }

  /**
   * @param directory for the project and what is made of it
   */
  public static Result run(
      Design design,
      SourceTree project,
      Path directory,
      List<Samples.Sample> samples,
      Consumer<String> progress) {
    Graph graph = design.graph();
    progress.accept("compiling the design for this computer");
    CSimulation simulation = CSimulation.build(design, project, directory);
    ByteArrayOutputStream inputs = new ByteArrayOutputStream();
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (Samples.Sample sample : samples) {
      List<TensorData> data = sample.graph(graph);
      data.forEach(tensor -> inputs.writeBytes(tensor.toLittleEndian()));
      Evaluator.outputs(graph, data)
          .forEach(tensor -> expected.writeBytes(tensor.toLittleEndian()));
    }
    progress.accept("running " + samples.size() + " inferences");
    CSimulation.Outcome outcome = simulation.run(inputs.toByteArray());
    byte[] wanted = expected.toByteArray();
    long differing = Math.abs(wanted.length - outcome.outputs().length);
    for (int i = 0; i < Math.min(wanted.length, outcome.outputs().length); i++) {
      differing += wanted[i] == outcome.outputs()[i] ? 0 : 1;
    }
    return new Result(differing, outcome.deadlock());
  }
}
