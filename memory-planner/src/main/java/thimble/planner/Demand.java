package thimble.planner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Value;
import thimble.ir.op.Argument;
import thimble.targets.Kernel;

/** What a graph asks for once its views are settled: atoms, calls and who reads what. */
final class Demand {
  private final Storage storage;
  private final int[] nodeOfCall;
  private final int[] callOfNode;
  private final List<List<Takeover>> takeovers = new ArrayList<>();
  private final List<Kernel> kernels;
  private final List<Atom> atoms = new ArrayList<>();

  /** By value: the range of atoms (first, end) that it covers. */
  private final int[] firstAtom;

  private final int[] endAtom;

  /**
   * A call whose first output may begin at the first byte of one of its inputs, when that dies.
   *
   * @param input number of the value
   * @param output number of the value
   */
  record Takeover(int input, int output, long bytes) {}

  private Demand(Storage storage, List<Kernel> kernels) {
    this.storage = storage;
    this.kernels = kernels;
    List<Node> nodes = storage.graph().nodes();
    callOfNode = new int[nodes.size()];
    nodeOfCall = new int[nodes.size()];
    int calls = 0;
    for (int node = 0; node < callOfNode.length; node++) {
      callOfNode[node] = storage.isCall(node) ? calls : -1;
      nodeOfCall[calls] = node;
      calls += storage.isCall(node) ? 1 : 0;
    }
    for (int call = 0; call < calls; call++) {
      int node = nodeOfCall[call];
      takeovers.add(findTakeovers(nodes.get(node), kernels.get(node).overwritable()));
    }
    firstAtom = new int[storage.values().size()];
    endAtom = new int[storage.values().size()];
    cut();
  }

  /**
   * @param kernels for each node the one chosen for it
   */
  static Demand of(Storage storage, List<Kernel> kernels) {
    return new Demand(storage, kernels);
  }

  /** For each node the kernel chosen for it. */
  List<Kernel> kernels() {
    return kernels;
  }

  Storage storage() {
    return storage;
  }

  Graph graph() {
    return storage.graph();
  }

  int calls() {
    return takeovers.size();
  }

  int nodeOfCall(int call) {
    return nodeOfCall[call];
  }

  List<Atom> atoms() {
    return atoms;
  }

  List<Takeover> takeovers(int call) {
    return takeovers.get(call);
  }

  /** First atom under a value; those of a value stand one after another, up to {@link #endAtom}. */
  int firstAtom(int value) {
    return firstAtom[value];
  }

  int endAtom(int value) {
    return endAtom[value];
  }

  /** The atoms that must die when an output takes over: all that it will cover. */
  int[] covered(Takeover takeover) {
    long from = storage.offset(takeover.input());
    List<Integer> covered = new ArrayList<>();
    for (int atom = firstAtom[takeover.input()]; atom < endAtom[takeover.input()]; atom++) {
      if (atoms.get(atom).isWithin(from, from + takeover.bytes())) {
        covered.add(atom);
      }
    }
    return covered.stream().mapToInt(Integer::intValue).toArray();
  }

  private Kernel kernel(int call) {
    return kernels.get(nodeOfCall[call]);
  }

  long scratchBytes(int call) {
    return kernel(call).call().scratchBytes();
  }

  /** Pieces of working memory follow each other in steps of 8 bytes: the widest one decides. */
  int scratchAlignment(int call) {
    int alignment = 1;
    for (Argument argument : kernel(call).call().arguments()) {
      if (argument instanceof Argument.Scratch scratch) {
        alignment = Math.max(alignment, scratch.element().bytes());
      }
    }
    return alignment;
  }

  /**
   * Legal where the operator says so, the output is no longer than the input, and every other input
   * under the same bytes may be overwritten from the same byte on as well.
   */
  private List<Takeover> findTakeovers(Node node, Set<Integer> overwritable) {
    int output = storage.number(node.output().id());
    List<Takeover> found = new ArrayList<>();
    for (int i : new TreeSet<>(overwritable)) {
      int input = storage.number(node.inputs().get(i));
      if (input >= 0
          && storage.bytes(output) > 0
          && storage.bytes(output) <= storage.bytes(input)
          && storage.group(input) != storage.group(output)
          && othersAgree(node, overwritable, input, storage.bytes(output))) {
        Takeover takeover = new Takeover(input, output, storage.bytes(output));
        if (!found.contains(takeover)) {
          found.add(takeover);
        }
      }
    }
    return found;
  }

  private boolean othersAgree(Node node, Set<Integer> overwritable, int input, long bytes) {
    long begin = storage.offset(input);
    for (int i = 0; i < node.inputs().size(); i++) {
      int other = storage.number(node.inputs().get(i));
      if (other < 0 || storage.group(other) != storage.group(input)) {
        continue;
      }
      long at = storage.offset(other);
      boolean meets = at < begin + bytes && begin < at + storage.bytes(other);
      if (meets && !(overwritable.contains(i) && at == begin)) {
        return false;
      }
    }
    return true;
  }

  private void cut() {
    Map<Integer, List<Integer>> members = new LinkedHashMap<>();
    Map<Integer, TreeSet<Long>> cuts = new HashMap<>();
    for (int value = 0; value < storage.values().size(); value++) {
      if (storage.bytes(value) > 0) {
        int group = storage.group(value);
        members.computeIfAbsent(group, key -> new ArrayList<>()).add(value);
        TreeSet<Long> bounds = cuts.computeIfAbsent(group, key -> new TreeSet<>());
        bounds.add(storage.offset(value));
        bounds.add(storage.offset(value) + storage.bytes(value));
      }
    }
    for (List<Takeover> list : takeovers) {
      for (Takeover takeover : list) {
        cuts.get(storage.group(takeover.input()))
            .add(storage.offset(takeover.input()) + takeover.bytes());
      }
    }
    List<List<Integer>> readers = readersByValue();
    int[] producers = producersByValue();
    members.forEach(
        (group, values) -> cutGroup(group, values, cuts.get(group), readers, producers));
  }

  private List<List<Integer>> readersByValue() {
    List<List<Integer>> readers = new ArrayList<>();
    storage.values().forEach(value -> readers.add(new ArrayList<>()));
    for (int call = 0; call < calls(); call++) {
      for (String id : graph().nodes().get(nodeOfCall[call]).inputs()) {
        int input = storage.number(id);
        if (input >= 0) {
          readers.get(input).add(call);
        }
      }
    }
    return readers;
  }

  /** -1 for graph inputs, -2 for results of views. */
  private int[] producersByValue() {
    int[] producers = new int[storage.values().size()];
    Arrays.fill(producers, -1);
    for (int node = 0; node < callOfNode.length; node++) {
      for (Value output : graph().nodes().get(node).outputs()) {
        producers[storage.number(output.id())] = callOfNode[node] < 0 ? -2 : callOfNode[node];
      }
    }
    return producers;
  }

  /**
   * Values stand in topological order: the first that a kernel writes over an atom is its origin.
   */
  private void cutGroup(
      int group,
      List<Integer> values,
      TreeSet<Long> cuts,
      List<List<Integer>> readers,
      int[] producers) {
    long[] bounds = cuts.stream().mapToLong(Long::longValue).toArray();
    int count = bounds.length - 1;
    int[] origin = new int[count];
    Arrays.fill(origin, -1);
    boolean[] kept = new boolean[count];
    List<TreeSet<Integer>> atomReaders = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      atomReaders.add(new TreeSet<>());
    }
    int base = atoms.size();
    for (int value : values) {
      long begin = storage.offset(value);
      int first = Arrays.binarySearch(bounds, begin);
      int end = Arrays.binarySearch(bounds, begin + storage.bytes(value));
      firstAtom[value] = base + first;
      endAtom[value] = base + end;
      for (int i = first; i < end; i++) {
        if (origin[i] < 0 && producers[value] != -2) {
          origin[i] = value;
        }
        kept[i] |= storage.isOutput(value);
        atomReaders.get(i).addAll(readers.get(value));
      }
    }
    for (int i = 0; i < count; i++) {
      int[] ascending = atomReaders.get(i).stream().mapToInt(Integer::intValue).toArray();
      atoms.add(
          new Atom(
              group,
              bounds[i],
              bounds[i + 1],
              origin[i],
              producers[origin[i]],
              ascending,
              kept[i]));
    }
  }

  /** The same without names and places. */
  Workload workload() {
    int count = atoms.size();
    long[] bytes = new long[count];
    int[] producer = new int[count];
    boolean[] kept = new boolean[count];
    int[][] readers = new int[count][];
    for (int i = 0; i < count; i++) {
      Atom atom = atoms.get(i);
      bytes[i] = atom.bytes();
      producer[i] = atom.producer();
      kept[i] = atom.kept();
      readers[i] = atom.readers();
    }
    long[] scratch = new long[calls()];
    List<List<Workload.Overlay>> overlays = new ArrayList<>();
    for (int call = 0; call < scratch.length; call++) {
      scratch[call] = scratchBytes(call);
      overlays.add(
          takeovers.get(call).stream()
              .map(takeover -> new Workload.Overlay(covered(takeover), takeover.bytes()))
              .toList());
    }
    return Workload.of(scratch, bytes, producer, kept, readers, overlays, predecessors());
  }

  /**
   * By call, the calls that must have run for its inputs to be defined. More than those that write
   * the bytes it reads: a slice of a concatenation may read one part only, yet in the graph it
   * comes after all of them.
   */
  private int[][] predecessors() {
    int[][] predecessors = new int[calls()][];
    List<TreeSet<Integer>> sources = new ArrayList<>();
    storage.values().forEach(value -> sources.add(new TreeSet<>()));
    List<Node> nodes = graph().nodes();
    for (int node = 0; node < callOfNode.length; node++) {
      TreeSet<Integer> before = new TreeSet<>();
      for (String id : nodes.get(node).inputs()) {
        int input = storage.number(id);
        if (input >= 0) {
          before.addAll(sources.get(input));
        }
      }
      int call = callOfNode[node];
      if (call >= 0) {
        predecessors[call] = before.stream().mapToInt(Integer::intValue).toArray();
        before = new TreeSet<>(List.of(call));
      }
      for (Value output : nodes.get(node).outputs()) {
        sources.set(storage.number(output.id()), before);
      }
    }
    return predecessors;
  }
}
