package thimble.tests.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import thimble.codegen.Compiler;
import thimble.codegen.ProjectDirectory;
import thimble.ir.run.Evaluator;
import thimble.planner.Plan;
import thimble.sim.Samples;
import thimble.sim.Verification;
import thimble.targets.Boards;

/** A model compiled for a target into a directory of its own. */
public record Compiled(Compiler.Request request, Plan plan, Path project) {
  /** Compiles as {@code thimble compile} does. */
  public static Compiled of(Path model, String target, Path parent) {
    return of(Compiler.Request.of(model, Boards.find(target)), parent);
  }

  public static Compiled of(Compiler.Request request, Path parent) {
    try {
      Plan plan = Compiler.plan(Compiler.graph(request), request);
      Path project = Files.createTempDirectory(parent, "project");
      ProjectDirectory.write(Compiler.emit(plan, request), project);
      return new Compiled(request, plan, project);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Inputs from files, as many as are quick to run.
   *
   * @param mostMacs multiply-accumulates to spend; one input is always taken
   */
  public List<Samples.Sample> samples(Path directory, long mostMacs) {
    List<Samples.Sample> all = Samples.read(directory, plan.graph());
    long affordable = Math.max(1, mostMacs / Math.max(1, plan.graph().macs()));
    return all.subList(0, (int) Math.min(all.size(), affordable));
  }

  /**
   * Reference, plan, program and layers against each other, then against an outside opinion.
   *
   * @param directory where expected vectors lie
   */
  public Verification.Result verify(
      List<Samples.Sample> samples, Path directory, Verification.Against against) {
    return Verification.run(
        request, plan, project, samples, Optional.of(directory), against, false);
  }

  /** The bytes that the program reads: inferences one behind the other. */
  public byte[] input(List<Samples.Sample> samples) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    samples.forEach(
        sample -> sample.graph(plan.graph()).forEach(t -> bytes.writeBytes(t.toLittleEndian())));
    return bytes.toByteArray();
  }

  /** The bytes that the program must write, as the reference computes them. */
  public byte[] output(List<Samples.Sample> samples) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    samples.forEach(
        sample ->
            Evaluator.outputs(plan.graph(), sample.graph(plan.graph()))
                .forEach(tensor -> bytes.writeBytes(tensor.toLittleEndian())));
    return bytes.toByteArray();
  }
}
