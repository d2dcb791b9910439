package thimble.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import thimble.codegen.Compiler;
import thimble.frontend.quantize.QuantizeOptions;
import thimble.frontend.quantize.Quantizer;
import thimble.ir.ThimbleException;
import thimble.targets.Board;
import thimble.targets.Boards;

/**
 * Asks the planner what a way to quantize takes of RAM: the room that quantizes knows no plans, the
 * one that plans no float models.
 */
final class RamBudget {
  private final Quantizer quantizer;
  private final long bytes;
  private final Board board;
  private final Map<QuantizeOptions, Long> known = new HashMap<>();

  RamBudget(Quantizer quantizer, long bytes, String target) {
    this.quantizer = quantizer;
    this.bytes = bytes;
    this.board = Boards.find(target);
  }

  long bytes() {
    return bytes;
  }

  /**
   * Bytes of the arena where nothing is computed twice. Whether strips would still fit is not
   * asked: that search takes its time where the answer is no.
   */
  long arena(QuantizeOptions options) {
    return known.computeIfAbsent(options, key -> plan(key, OptionalLong.empty()));
  }

  boolean fits(QuantizeOptions options) {
    return arena(options) <= bytes;
  }

  /**
   * Bytes of the arena of the plan that the compiler takes under the budget, strips and all.
   *
   * @throws ThimbleException T0401 with what takes most where nothing fits
   */
  long required(QuantizeOptions options) {
    return plan(options, OptionalLong.of(bytes));
  }

  private long plan(QuantizeOptions options, OptionalLong budget) {
    Path directory = Scratch.directory();
    try {
      Path file = directory.resolve("quantized.onnx");
      Quantizer.write(quantizer.quantize(options).model(), "quantized", file);
      Compiler.Request plain = Compiler.Request.of(file, board);
      Compiler.Request request =
          budget.isPresent() ? plain.withRamBudget(budget.getAsLong()) : plain;
      return Compiler.plan(Compiler.graph(request), request).arenaBytes();
    } finally {
      Scratch.delete(directory);
    }
  }
}
