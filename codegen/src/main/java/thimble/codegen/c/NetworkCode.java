package thimble.codegen.c;

import java.util.List;

/**
 * A network as C text in pieces: the model of all templates under {@code c/}.
 *
 * @param net its name: the prefix of functions and types, and the file names
 * @param upper the same in capitals, the prefix of macros
 * @param head lines at the head of every file: who made it, from what, how
 * @param modelName the model's file name, cleaned
 * @param modelSha256 hash of the model's file
 * @param arenaBytes size of the arena the caller gives
 * @param arenaAlign its alignment
 * @param weightBytes sum of all constant arrays
 * @param macs multiply-accumulates of one inference
 * @param legend of the arena map
 * @param arenaMap lines, one for each step
 * @param places where values lie in the arena
 * @param rowPlaces where rows lie that have no regular place
 * @param constants arrays
 * @param layers functions
 * @param layerWeights by layer: bytes of the constants that no earlier layer has brought in
 * @param streams functions that run some of the layers interleaved
 * @param run the statements of one inference
 * @param schedules one instead of {@code streams} and {@code run} where rows come or go, otherwise
 *     none
 * @param states what is kept from run to run
 * @param includes system headers that the kernels need
 * @param kernels text of the kernel functions that are reference kernels in C
 * @param templated texts of the kernel functions that templates wrote
 * @param instructionSets headers that these include: {@code dsp}, {@code mve}
 */
public record NetworkCode(
    String net,
    String upper,
    List<String> head,
    String modelName,
    String modelSha256,
    List<PortCode> inputs,
    List<PortCode> outputs,
    long arenaBytes,
    int arenaAlign,
    long weightBytes,
    long macs,
    List<String> legend,
    List<String> arenaMap,
    List<ArenaNames.Place> places,
    List<RowPlaces> rowPlaces,
    List<ConstantArray> constants,
    List<LayerCode> layers,
    List<Long> layerWeights,
    List<StreamCode> streams,
    List<String> run,
    List<ScheduleCode> schedules,
    List<StateCode> states,
    List<String> includes,
    String kernels,
    List<String> templated,
    List<String> instructionSets) {
  public NetworkCode {
    head = List.copyOf(head);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    legend = List.copyOf(legend);
    arenaMap = List.copyOf(arenaMap);
    places = List.copyOf(places);
    rowPlaces = List.copyOf(rowPlaces);
    constants = List.copyOf(constants);
    layers = List.copyOf(layers);
    layerWeights = List.copyOf(layerWeights);
    streams = List.copyOf(streams);
    run = List.copyOf(run);
    schedules = List.copyOf(schedules);
    states = List.copyOf(states);
    includes = List.copyOf(includes);
    templated = List.copyOf(templated);
    instructionSets = List.copyOf(instructionSets);
  }

  /** Whether the caller hands in rows, and there is no run of its own. */
  public boolean pushes() {
    return inputs.stream().anyMatch(PortCode::byRows);
  }

  /** Whether the caller is handed rows. */
  public boolean delivers() {
    return outputs.stream().anyMatch(PortCode::byRows);
  }

  /** Bytes that are kept from run to run. */
  public long stateBytes() {
    return states.stream().mapToLong(StateCode::bytes).sum();
  }

  /** For so many runs some state is held; 0 where none is. */
  public int held() {
    return states.stream().mapToInt(StateCode::hold).max().orElse(0);
  }

  public boolean holds() {
    return held() > 0;
  }

  /** Whether a push must say which input it is for. */
  public boolean severalInputs() {
    return inputs.size() > 1;
  }

  /** Inputs whose rows come one by one. */
  public List<PortCode> pushed() {
    return inputs.stream().filter(PortCode::byRows).toList();
  }

  /** Outputs that stand in the arena, or in flash. */
  public List<PortCode> standingOutputs() {
    return outputs.stream().filter(port -> !port.byRows()).toList();
  }

  /** Whether some layers are calls of CMSIS-NN. */
  public boolean usesCmsisNn() {
    return instructionSets.contains("cmsisnn");
  }

  /** Whether a constant is infinite or no number. */
  public boolean weightsUseMath() {
    return constants.stream().anyMatch(ConstantArray::needsMath);
  }

  /** Whether an argument of a layer is infinite or no number. */
  public boolean layersUseMath() {
    return layers.stream()
        .flatMap(layer -> layer.arguments().stream())
        .anyMatch(line -> line.contains("INFINITY") || line.contains("NAN"));
  }

  /** Whether a layer runs in one piece. */
  public boolean hasWholeLayers() {
    return run.size() > streams.size();
  }

  /** C has no empty array: a network without layers has a table of one empty entry. */
  public int layerTableEntries() {
    return Math.max(1, layers.size());
  }

  /** Inputs and outputs. */
  public List<PortCode> ports() {
    return java.util.stream.Stream.concat(inputs.stream(), outputs.stream()).toList();
  }
}
