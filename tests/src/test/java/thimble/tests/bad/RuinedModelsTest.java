package thimble.tests.bad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import thimble.ir.Code;
import thimble.tests.support.CommandLine;
import thimble.tests.support.OnnxText;

/**
 * Ruined files through the whole compiler: each becomes a project or a diagnostic, in reasonable
 * time and memory. The front end's own test stops behind the importer; damage that an importer
 * cannot see (a scale that became negative, an extent that grew) shows only here.
 */
class RuinedModelsTest {
  private static final int MUTATIONS = 1000;

  /** Against hanging; no measurement. */
  private static final Duration GUARD = Duration.ofSeconds(30);

  private static final String FLOAT =
      """
      opset 13
      input x float[N,2,6,6]
      const w float[4,2,3,3] 0.5,-0.25,0.125
      const one float[4] 1,0.5
      const low float[] 0
      const high float[] 6
      const fc float[3,36] 0.01,-0.02
      const half int64[1] 2
      const pads int64[8] 0,0,1,1,0,0,1,1
      node Pad x,pads -> p
      node Conv p,w -> a strides=[2,2]
      node BatchNormalization a,one,one,one,one -> b epsilon=0.001
      node Clip b,low,high -> c
      node Shape c -> s
      node Split c -> u,v axis=1
      node Concat v,u -> t axis=1
      node Add t,c -> e
      node Sigmoid e -> g
      node Reshape g,flat -> f
      const flat int64[2] 1,-1
      node Gemm f,fc -> h transB=1
      node Softmax h -> y
      output y
      output g
      """;

  private static final String QUANTIZED =
      """
      opset 13
      input x float[1,2,4,4]
      const s float[] 0.5
      const z int8[] 3
      const w int8[2,2,1,1] 1,2,3,4
      const d int8[2,1,3,3] 1,-2,3
      const ws float[2] 0.25,0.5
      const wz int8[2] 0
      node QuantizeLinear x,s,z -> q
      node DequantizeLinear q,s,z -> xd
      node DequantizeLinear w,ws,wz -> wd axis=0
      node Conv xd,wd -> c
      node QuantizeLinear c,s,z -> cq
      node DequantizeLinear cq,s,z -> cd
      node DequantizeLinear d,ws,wz -> dd axis=0
      node Conv cd,dd -> e group=2 pads=[1,1,1,1]
      node Relu e -> r
      node QuantizeLinear r,s,z -> rq
      node DequantizeLinear rq,s,z -> rd
      node Add rd,cd -> sum
      node QuantizeLinear sum,s,z -> sq
      node DequantizeLinear sq,s,z -> sd
      node GlobalAveragePool sd -> m
      node QuantizeLinear m,s,z -> y
      output y
      """;

  @TempDir Path directory;

  record Sample(String name, byte[] bytes) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Sample> samples() throws IOException {
    return Stream.of(
        new Sample("float", OnnxText.model(FLOAT)),
        new Sample("quantized", OnnxText.model(QUANTIZED)),
        new Sample("digits", Files.readAllBytes(Path.of("../examples/digits/digits.onnx"))));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyRuinedFileBecomesAProjectOrADiagnostic(Sample sample) throws IOException {
    Path file = directory.resolve("model.onnx");
    Files.write(file, sample.bytes());
    compile(file).requireSuccess();
    Random random = new Random(11);
    Map<Code.Exit, Integer> exits = new EnumMap<>(Code.Exit.class);
    for (int i = 0; i < MUTATIONS; i++) {
      Files.write(file, mutate(sample.bytes(), random));
      CommandLine.Outcome outcome = compile(file);
      assertThat(outcome.output())
          .as("mutation %d of %s", i, sample)
          .doesNotContain("\tat ", "Exception", "internal error");
      Code.Exit exit =
          Arrays.stream(Code.Exit.values())
              .filter(e -> e.status() == outcome.exit())
              .findFirst()
              .orElseThrow();
      assertThat(exit)
          .as("mutation %d of %s: %s", i, sample, outcome.output())
          .isIn(Code.Exit.FINE, Code.Exit.UNSUPPORTED);
      exits.merge(exit, 1, Integer::sum);
    }
    // Both ends are reached, or the mutations test nothing.
    assertThat(exits.get(Code.Exit.FINE)).isGreaterThan(MUTATIONS / 50);
    assertThat(exits.get(Code.Exit.UNSUPPORTED)).isGreaterThan(MUTATIONS / 50);
    System.out.println(sample + ": " + exits);
  }

  private CommandLine.Outcome compile(Path file) {
    String out = directory.resolve("out").toString();
    return assertTimeoutPreemptively(
        GUARD, () -> CommandLine.run("compile", file.toString(), "--out", out));
  }

  /** One damage: the end lost, bits turned over, or bytes replaced. */
  private static byte[] mutate(byte[] bytes, Random random) {
    int kind = random.nextInt(5);
    if (kind == 0) {
      return Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }
    byte[] ruined = bytes.clone();
    int changes = kind == 1 ? 8 : 1;
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(bytes.length);
      boolean replace = kind <= 2;
      ruined[at] =
          replace ? (byte) random.nextInt(256) : (byte) (ruined[at] ^ 1 << random.nextInt(8));
    }
    return ruined;
  }
}
