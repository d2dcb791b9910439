package thimble.targets.hls;

import java.util.ArrayList;
import java.util.List;

/**
 * Runs of several tensors in turn.
 *
 * @param runs by input its words of a block
 */
record ConcatUnit(int blocks, List<Integer> runs, int lanes, int bits) implements Unit {
  @Override
  public String template() {
    return "concat_" + runs.size();
  }

  @Override
  public String file() {
    return "concat";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(new Parameter("blocks", blocks, "of a run of every tensor"));
    parameters.add(new Parameter("lanes", lanes, "values of a word"));
    parameters.add(new Parameter("bits", bits, "of a value"));
    for (int input = 0; input < runs.size(); input++) {
      parameters.add(new Parameter("run_" + input, runs.get(input), "words of a run"));
    }
    return parameters;
  }

  private int block() {
    return runs.stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public List<Flow> inputs() {
    return runs.stream().map(run -> new Flow(lanes, bits, (long) blocks * run)).toList();
  }

  @Override
  public List<Flow> outputs() {
    return List.of(new Flow(lanes, bits, (long) blocks * block()));
  }

  @Override
  public Steps steps() {
    return new Steps() {
      private final long words = (long) blocks * block();
      private long word = -1;
      private int input;
      private int at = -1;

      @Override
      public boolean next() {
        word++;
        at++;
        while (at == runs.get(input)) {
          at = 0;
          input = input + 1 == runs.size() ? 0 : input + 1;
        }
        return word < words;
      }

      @Override
      public boolean reads(int asked) {
        return asked == input;
      }

      @Override
      public boolean writes(int output) {
        return true;
      }
    };
  }
}
