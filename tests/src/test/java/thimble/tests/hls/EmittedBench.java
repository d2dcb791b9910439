package thimble.tests.hls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import thimble.codegen.SourceTree;
import thimble.sim.hls.CSimulation;
import thimble.sim.run.Tool;

/** Runs the test bench of an emitted project, sound or damaged. */
final class EmittedBench {
  private EmittedBench() {}

  /**
   * The project with one number changed by one bit.
   *
   * @param suffix of the file's path
   * @param number whose first group is the number
   */
  static SourceTree damaged(SourceTree project, String suffix, String number) {
    String path =
        project.files().keySet().stream().filter(p -> p.endsWith(suffix)).findFirst().orElseThrow();
    String text = project.text(path);
    Matcher matcher = Pattern.compile(number, Pattern.DOTALL).matcher(text);
    assertThat(matcher.find()).as(number).isTrue();
    boolean hexadecimal = text.startsWith("0x", matcher.start(1) - 2);
    long value = Long.parseLong(matcher.group(1), hexadecimal ? 16 : 10) ^ 1;
    String changed = hexadecimal ? Long.toHexString(value) : Long.toString(value);
    return project.with(
        path, text.substring(0, matcher.start(1)) + changed + text.substring(matcher.end(1)));
  }

  /** What the bench says. */
  static String run(Path at, SourceTree tree) throws IOException {
    Files.createDirectory(at);
    tree.writeTo(at);
    Path headers = Files.createDirectory(at.resolve("include"));
    for (String header : List.of("ap_int.h", "ap_axi_sdata.h", "hls_stream.h")) {
      try (InputStream in = CSimulation.class.getResourceAsStream(header)) {
        Files.write(headers.resolve(header), in.readAllBytes());
      }
    }
    return Tool.run(at, Duration.ofMinutes(5), List.of("make", "test", "INCLUDE=include")).text();
  }
}
