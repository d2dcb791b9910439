package thimble.sim.hls;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import thimble.codegen.Compiler;
import thimble.codegen.SourceTree;
import thimble.ir.Graph;
import thimble.ir.TensorData;
import thimble.ir.run.Evaluator;
import thimble.planner.dataflow.Design;
import thimble.sim.OutsideOpinion;
import thimble.sim.Samples;
import thimble.sim.Verification;

/** Is the design right? Its C simulation is held against the integer reference, byte for byte. */
public final class HlsVerification {
  private HlsVerification() {}

  /**
   * @param differing bytes of all outputs
   * @param deadlock who waits for what, where the design stood still
   * @param opinions what others say of the reference
   */
  public record Result(long differing, List<String> deadlock, List<Verification.Check> opinions) {
    public boolean passed() {
      return differing == 0
          && deadlock.isEmpty()
          && opinions.stream().allMatch(Verification.Check::passed);
    }
  }

  /**
   * @param directory for the project and what is made of it
   * @param inputs directory of the samples, where they came from one
   */
  public static Result run(
      Compiler.Request request,
      Design design,
      SourceTree project,
      Path directory,
      List<Samples.Sample> samples,
      Optional<Path> inputs,
      Verification.Against against) {
    Graph graph = design.graph();
    Consumer<String> progress = request.progress();
    progress.accept("compiling the design for this computer");
    CSimulation simulation = CSimulation.build(design, project, directory);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    List<List<TensorData>> reference = new ArrayList<>();
    for (Samples.Sample sample : samples) {
      List<TensorData> data = sample.graph(graph);
      data.forEach(tensor -> bytes.writeBytes(tensor.toLittleEndian()));
      List<TensorData> outputs = Evaluator.outputs(graph, data);
      reference.add(outputs);
      outputs.forEach(tensor -> expected.writeBytes(tensor.toLittleEndian()));
    }
    progress.accept("running " + samples.size() + " inferences");
    CSimulation.Outcome outcome = simulation.run(bytes.toByteArray());
    byte[] wanted = expected.toByteArray();
    long differing = Math.abs(wanted.length - outcome.outputs().length);
    for (int i = 0; i < Math.min(wanted.length, outcome.outputs().length); i++) {
      differing += wanted[i] == outcome.outputs()[i] ? 0 : 1;
    }
    return new Result(
        differing,
        outcome.deadlock(),
        OutsideOpinion.ask(against, request, graph, samples, reference, inputs));
  }
}
