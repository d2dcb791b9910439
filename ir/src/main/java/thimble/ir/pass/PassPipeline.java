package thimble.ir.pass;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import thimble.ir.Graph;
import thimble.ir.Verifier;

/**
 * All passes in their order, on one screen. The verifier runs after each and names the one that
 * broke a rule.
 */
public final class PassPipeline {
  private final List<Pass> passes;
  private final BiConsumer<String, Graph> observer;

  private PassPipeline(List<Pass> passes, BiConsumer<String, Graph> observer) {
    this.passes = List.copyOf(passes);
    this.observer = observer;
  }

  /** Where quantization lies at the edge of the firmware. */
  public enum IoMode {
    /** A leading Quantize and a trailing Dequantize are left to the caller: integers in and out. */
    QUANTIZED,
    /** The firmware takes and gives what the model does. */
    FLOAT
  }

  /** The passes every model goes through. */
  public static PassPipeline standard(IoMode io) {
    return of(
        List.of(
            // What the exporter wrote, in its plainest form.
            new DeadCode(),
            new FoldConstants(),
            new Simplify(),
            new CommonSubexpressions(),
            new NormalizeUnsigned(),
            new MatMulToFullyConnected(),
            // Layouts first: factors and clips then stand next to the layer they belong to.
            new ChooseLayouts(),
            new FoldBatchNorm(),
            // Dequantize, operator, Quantize become one.
            new MoveQuantizers(),
            new CommonSubexpressions(),
            new LowerQuantized(),
            new DeadCode(),
            FoldConstants.everything(),
            // Now float and integer graphs are one matter.
            new Simplify(),
            new FuseClamp(),
            new FoldPad(),
            new AbsorbEdges(io),
            new ChooseLayouts(),
            new FoldTransposeIntoWeights(),
            // What stands side by side only now.
            new Simplify(),
            new FoldBatchNorm(),
            new FuseClamp(),
            new FoldPad(),
            new AbsorbEdges(io),
            new JoinRequantizations(),
            // Layers are whole now: what they compute for nobody goes.
            new DropConstantChannels(),
            new JoinDuplicateChannels(),
            new CommonSubexpressions(),
            new DeadCode()));
  }

  /** A pipeline of one's own, for tests. */
  public static PassPipeline of(List<Pass> passes) {
    return new PassPipeline(passes, (name, graph) -> {});
  }

  /** The same pipeline with one pass more, after all others. */
  public PassPipeline then(Pass last) {
    return new PassPipeline(Stream.concat(passes.stream(), Stream.of(last)).toList(), observer);
  }

  /**
   * The same pipeline with somebody watching, for {@code --dump-after}.
   *
   * @param observer told each pass's name and the graph it gave, "import" with the first graph
   */
  public PassPipeline observedBy(BiConsumer<String, Graph> newObserver) {
    return new PassPipeline(passes, newObserver);
  }

  /** Names of the passes in order, for {@code --dump-after}; one that runs twice stands twice. */
  public List<String> names() {
    return passes.stream().map(Pass::name).toList();
  }

  /**
   * Runs all passes.
   *
   * @throws thimble.ir.ThimbleException T0302 where a pass, or the import, left an unsound graph
   */
  public Graph run(Graph graph) {
    Verifier.require(graph, "import");
    observer.accept("import", graph);
    Graph current = graph;
    for (Pass pass : passes) {
      Graph next = pass.run(current);
      if (next != current) {
        Verifier.require(next, "pass " + pass.name());
      }
      current = next;
      observer.accept(pass.name(), current);
    }
    return current;
  }
}
