package thimble.targets;

import java.util.ArrayList;
import java.util.List;

/**
 * How C becomes a program for a board: the one place with compiler flags.
 *
 * @param prefix of the compiler's programs: {@code arm-none-eabi-}, empty on the host
 * @param machine flags that choose processor and calling convention, for compiler and linker
 * @param compile flags of every C file
 * @param link flags of the linking compiler
 */
public record Toolchain(
    String prefix, List<String> machine, List<String> compile, List<String> link) {
  /** Section of the arena in the generated main program. */
  public static final String ARENA_SECTION = ".bss.thimble_arena";

  /** What generated code compiles under without a word. */
  public static final List<String> WARNINGS =
      List.of("-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow");

  /**
   * Results must not depend on the compiler: no contraction of a*b+c, and integers wrap as in Java.
   * The arena is bytes that kernels read as wider types, so types say nothing about aliasing.
   * Square roots are an instruction where there is one ({@code -fno-math-errno} changes no result).
   * GCC may count a loop's addresses from 0; where it also believes that nothing is stored there,
   * it leaves the whole layer out (GCC 12.2, docs/c-backend.md).
   */
  private static final List<String> MEANING =
      List.of(
          "-std=c11",
          "-ffp-contract=off",
          "-fwrapv",
          "-fno-strict-aliasing",
          "-fno-delete-null-pointer-checks",
          "-fno-math-errno");

  public Toolchain {
    machine = List.copyOf(machine);
    compile = List.copyOf(compile);
    link = List.copyOf(link);
  }

  public static Toolchain of(Board board) {
    List<String> compile = new ArrayList<>(List.of("-O3"));
    compile.addAll(MEANING);
    compile.addAll(List.of("-ffunction-sections", "-fdata-sections"));
    if (board.isHost()) {
      return new Toolchain("", List.of(), compile, List.of());
    }
    // newlib, not its nano variant, whose memcpy goes byte by byte; and the board's own start-up.
    List<String> link = List.of("-nostartfiles", "-Wl,--gc-sections", "-Wl,--no-warn-rwx-segments");
    return new Toolchain("arm-none-eabi-", machine(board.core()), compile, link);
  }

  private static List<String> machine(Board.Core core) {
    // Float vectors of MVE flush subnormal numbers to zero, and GCC vectorizes with them at -O3:
    // results would differ from every other core's. Integer vectors and scalar floats stay.
    String cpu = core.cpu() + (core.has(Board.Feature.MVE) ? "+nomve.fp" : "");
    List<String> flags = new ArrayList<>(List.of("-mcpu=" + cpu, "-mthumb"));
    if (core.fpu().isPresent()) {
      flags.add("-mfloat-abi=hard");
      flags.add("-mfpu=" + core.fpu().get());
    } else {
      flags.add("-mfloat-abi=soft");
    }
    return flags;
  }

  public String compiler() {
    return prefix + "gcc";
  }
}
