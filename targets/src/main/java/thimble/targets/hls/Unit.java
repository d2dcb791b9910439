package thimble.targets.hls;

import java.util.List;
import java.util.Optional;
import thimble.targets.Fpga;

/**
 * One process of a dataflow design: a loop that reads words from streams and writes words to
 * others, one iteration a cycle. Its code is the C++ template of the same name; a record that
 * implements this gives the template its constants.
 */
public interface Unit {
  /** Look-up tables of counters and handshakes. */
  int CONTROL = 100;

  /** The template: {@code window} lies in {@code hls/units/window.hpp.ftl}. */
  String template();

  /** The file of the template, where several share one. */
  default String file() {
    return template();
  }

  List<Parameter> parameters();

  /** Constant arrays, in the order of the template's arguments. */
  default List<Table> tables() {
    return List.of();
  }

  List<Flow> inputs();

  List<Flow> outputs();

  Steps steps();

  /** Iterations of one inference: its interval in cycles. */
  default long iterations() {
    return Steps.count(steps());
  }

  /** About the same from a formula, for the search among foldings. */
  default long estimate() {
    return iterations();
  }

  /** Cycles from the start of an iteration to its words being in the output streams. */
  default int latency() {
    return 2;
  }

  /**
   * What the unit gives, by its meaning: the model of its C++.
   *
   * @param inputs values of each input in the order in which they come, words unpacked
   * @return values of each output; empty where a unit has no such model
   */
  default Optional<long[][]> values(long[][] inputs) {
    return Optional.empty();
  }

  /** Whether what memory it has holds pixels that wait, and no constants. */
  default boolean isBuffer() {
    return false;
  }

  /** The same with its buffer in blocks of 288 Kbit, where it has one that can lie there. */
  default Optional<Unit> inLargeBlocks() {
    return Optional.empty();
  }

  /** What the unit takes, without its streams. */
  default Resources resources(Fpga fpga) {
    Resources sum = Resources.luts(CONTROL);
    for (Flow flow : outputs()) {
      sum = sum.plus(Resources.luts(flow.width()));
    }
    for (Table table : tables()) {
      sum = sum.plus(Resources.memory(table.bits(), table.values().length));
    }
    return sum;
  }

  /** Products a cycle. */
  default int multipliers() {
    return 0;
  }

  /** Multiplications in the hardware: fewer where one gives several products. */
  default int hardwareMultipliers() {
    return multipliers();
  }
}
