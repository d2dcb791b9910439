package thimble.tests.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static thimble.tests.support.Programs.words;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.sim.Samples;
import thimble.tests.support.Compiled;
import thimble.tests.support.Examples;
import thimble.tests.support.Programs;
import thimble.tests.support.Projects;

/** Several networks, and several instances of one, in one program. */
class SideBySideTest {
  @TempDir Path directory;

  /**
   * Two networks take turns; and before each layer of one instance a second instance of the same
   * network does a whole inference of its own, from the layer's hook.
   */
  private static final String MAIN =
      """
      #include <stdint.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <string.h>

      #include "digits.h"
      #include "digits_float.h"

      static _Alignas(DIGITS_ARENA_ALIGN) uint8_t first[DIGITS_ARENA_BYTES];
      static _Alignas(DIGITS_ARENA_ALIGN) uint8_t second[DIGITS_ARENA_BYTES];
      static _Alignas(DIGITS_FLOAT_ARENA_ALIGN) uint8_t third[DIGITS_FLOAT_ARENA_BYTES];
      static digits_context a, b;
      static digits_float_context c;
      static uint8_t imageA[DIGITS_IN0_BYTES], imageB[DIGITS_IN0_BYTES];
      static uint8_t imageC[DIGITS_FLOAT_IN0_BYTES];
      static uint8_t outB[DIGITS_OUT0_BYTES];
      static int runsOfB = 0;

      static void need(int holds, const char *what)
      {
          if (!holds) {
              printf("failed: %s\\n", what);
              exit(1);
          }
      }

      static void load(const char *name, void *to, size_t bytes)
      {
          FILE *file = fopen(name, "rb");
          need(file != NULL && fread(to, 1, bytes, file) == bytes, name);
          fclose(file);
      }

      static void save(const char *name, const void *from, size_t bytes)
      {
          FILE *file = fopen(name, "wb");
          need(file != NULL && fwrite(from, 1, bytes, file) == bytes, name);
          fclose(file);
      }

      void digits_layer_begin(const digits_context *ctx, int layer)
      {
          (void)layer;
          if (ctx != &a) {
              return;
          }
          memcpy(digits_input(&b, 0), imageB, sizeof imageB);
          need(digits_run(&b) == DIGITS_OK, "run b");
          if (runsOfB++ == 0) {
              memcpy(outB, digits_output(&b, 0), sizeof outB);
          }
          need(memcmp(outB, digits_output(&b, 0), sizeof outB) == 0, "b is steady");
      }

      int main(void)
      {
          load("a.in", imageA, sizeof imageA);
          load("b.in", imageB, sizeof imageB);
          load("c.in", imageC, sizeof imageC);
          need(digits_init(&a, first, sizeof first) == DIGITS_OK, "init a");
          need(digits_init(&b, second, sizeof second) == DIGITS_OK, "init b");
          need(digits_float_init(&c, third, sizeof third) == DIGITS_FLOAT_OK, "init c");
          memcpy(digits_input(&a, 0), imageA, sizeof imageA);
          memcpy(digits_float_input(&c, 0), imageC, sizeof imageC);
          need(digits_run(&a) == DIGITS_OK, "run a");
          need(digits_float_run(&c) == DIGITS_FLOAT_OK, "run c");
          need(runsOfB >= DIGITS_LAYERS, "b ran within a");
          save("a.out", digits_output(&a, 0), DIGITS_OUT0_BYTES);
          save("b.out", outB, sizeof outB);
          save("c.out", digits_float_output(&c, 0), DIGITS_FLOAT_OUT0_BYTES);
          need(digits_init(&a, first, sizeof first - 1) != DIGITS_OK, "an arena too small");
          need(digits_init(&a, first + 1, sizeof first) != DIGITS_OK, "an arena askew");
          need(digits_init(&a, NULL, sizeof first) != DIGITS_OK, "no arena");
          need(digits_input(&b, 1) == NULL && digits_output(&b, -1) == NULL, "no such port");
          return 0;
      }
      """;

  @Test
  void instancesAndNetworksDoNotDisturbEachOther() throws IOException {
    Compiled digits = Compiled.of(Examples.DIGITS, "host", directory);
    Compiled floats = Compiled.of(Examples.DIGITS_FLOAT, "host", directory);
    List<Samples.Sample> samples = Samples.random(digits.plan().graph(), 2, 5);
    List<Samples.Sample> other = Samples.random(floats.plan().graph(), 1, 6);
    Files.write(directory.resolve("a.in"), digits.input(samples.subList(0, 1)));
    Files.write(directory.resolve("b.in"), digits.input(samples.subList(1, 2)));
    Files.write(directory.resolve("c.in"), floats.input(other));
    Files.writeString(directory.resolve("main.c"), MAIN);
    List<Path> sources = new ArrayList<>(Projects.networkSources(digits.project()));
    sources.addAll(Projects.networkSources(floats.project()));
    Programs.succeed(
        directory,
        words(
            List.of("gcc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-O2", "-ffp-contract=off"),
            List.of("-I", digits.project(), "-I", floats.project(), "main.c"),
            sources,
            List.of("-lm", "-o", "main")));
    Programs.succeed(directory, directory.resolve("main").toString());
    assertThat(Files.readAllBytes(directory.resolve("a.out")))
        .isEqualTo(digits.output(samples.subList(0, 1)));
    assertThat(Files.readAllBytes(directory.resolve("b.out")))
        .isEqualTo(digits.output(samples.subList(1, 2)));
    assertThat(Files.readAllBytes(directory.resolve("c.out"))).isEqualTo(floats.output(other));
  }
}
