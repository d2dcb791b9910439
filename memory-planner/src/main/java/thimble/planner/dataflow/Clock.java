package thimble.planner.dataflow;

import java.util.List;
import thimble.planner.dataflow.Design.Process;
import thimble.targets.hls.Steps;

/**
 * Runs a design cycle by cycle: every process one iteration a cycle, where its words are there and
 * its results have room; results arrive after the pipeline's latency.
 */
public final class Clock {
  private final Machine[] machines;
  private final boolean[] port;

  /** Words that a reader finds, by stream. */
  private final int[] visible;

  /** Words in a stream and in the pipeline before it. */
  private final int[] held;

  private final int[] room;

  /** By stream and cycle (modulo the latency and one) the words that arrive. */
  private final int[][] arriving;

  private final long[] waited;

  /** By stream its reader. */
  private final Machine[] readers;

  /** Whether streams may grow, and by how many words they have. */
  private final boolean grows;

  private final int[] grown;

  /**
   * @param latency cycles from the first word taken to the last one given, of one inference
   * @param interval cycles after which the next inference could begin: those of the busiest process
   * @param finished whether the design ran to its end; if not it has deadlocked
   * @param busy by process the iterations of one inference
   * @param began by process the cycle of its first word that went out
   * @param ended by process the cycle of its last iteration
   * @param waited by stream the cycles in which its writer waited for room
   */
  public record Cycles(
      long latency,
      long interval,
      boolean finished,
      long[] busy,
      long[] began,
      long[] ended,
      long[] waited) {}

  private static final class Machine {
    final Steps steps;
    final int[] inputs;
    final int[] outputs;
    final int latency;
    boolean ended;
    long busy;
    long begin = -1;
    long end;

    Machine(Process process) {
      steps = process.unit().steps();
      inputs = process.inputs().stream().mapToInt(Integer::intValue).toArray();
      outputs = process.outputs().stream().mapToInt(Integer::intValue).toArray();
      latency = process.unit().latency();
      ended = !steps.next();
    }
  }

  private Clock(Design design, boolean grows) {
    this.grows = grows;
    int count = design.streams().size();
    List<Process> processes = design.processes();
    machines = processes.stream().map(Machine::new).toArray(Machine[]::new);
    port = new boolean[count];
    visible = new int[count];
    held = new int[count];
    room = new int[count];
    waited = new long[count];
    grown = new int[count];
    readers = new Machine[count];
    arriving = new int[count][1];
    for (int i = 0; i < count; i++) {
      port[i] = design.isPort(i);
      room[i] = design.streams().get(i).depth();
    }
    for (Machine machine : machines) {
      for (int stream : machine.inputs) {
        readers[stream] = machine;
      }
      for (int stream : machine.outputs) {
        room[stream] += machine.latency;
        arriving[stream] = new int[machine.latency + 1];
      }
    }
  }

  /** One inference, the input there at once and the output taken at once. */
  public static Cycles run(Design design) {
    return new Clock(design, false).run();
  }

  /**
   * Depths with which no process waits for room while the reader waits for a word of another
   * stream: those streams grow while the design runs.
   */
  static int[] grown(Design design) {
    Clock clock = new Clock(design, true);
    clock.run();
    int[] depths = design.depths();
    for (int i = 0; i < depths.length; i++) {
      depths[i] += clock.grown[i];
    }
    return depths;
  }

  private Cycles run() {
    long cycle = 0;
    long last = 0;
    int running = machines.length;
    int longest = 0;
    for (Machine machine : machines) {
      longest = Math.max(longest, machine.latency);
    }
    while (running > 0 && cycle <= last + longest + 1) {
      arrive(cycle);
      for (Machine machine : machines) {
        if (!machine.ended && canGo(machine)) {
          last = Math.max(last, go(machine, cycle));
          running -= machine.ended ? 1 : 0;
        }
      }
      cycle++;
    }
    long[] busy = new long[machines.length];
    long[] began = new long[machines.length];
    long[] ended = new long[machines.length];
    long interval = 0;
    for (int i = 0; i < busy.length; i++) {
      busy[i] = machines[i].busy;
      began[i] = machines[i].begin;
      ended[i] = machines[i].end;
      interval = Math.max(interval, busy[i]);
    }
    return new Cycles(last, interval, running == 0, busy, began, ended, waited);
  }

  private void arrive(long cycle) {
    for (int stream = 0; stream < arriving.length; stream++) {
      int[] ring = arriving[stream];
      int slot = (int) (cycle % ring.length);
      visible[stream] += ring[slot];
      ring[slot] = 0;
    }
  }

  private boolean canGo(Machine machine) {
    for (int i = 0; i < machine.inputs.length; i++) {
      int stream = machine.inputs[i];
      if (visible[stream] == 0 && !port[stream] && machine.steps.reads(i)) {
        return false;
      }
    }
    for (int i = 0; i < machine.outputs.length; i++) {
      int stream = machine.outputs[i];
      if (held[stream] >= room[stream] && !port[stream] && machine.steps.writes(i)) {
        if (grows && isStarved(readers[stream], stream)) {
          room[stream]++;
          grown[stream]++;
          continue;
        }
        waited[stream]++;
        return false;
      }
    }
    return true;
  }

  /** Whether a process has a word of one stream and waits for one of another. */
  private boolean isStarved(Machine machine, int stream) {
    if (machine.ended || visible[stream] == 0) {
      return false;
    }
    for (int i = 0; i < machine.inputs.length; i++) {
      int other = machine.inputs[i];
      if (other != stream && !port[other] && visible[other] == 0 && machine.steps.reads(i)) {
        return true;
      }
    }
    return false;
  }

  /** An iteration; gives the cycle after which its words are out. */
  private long go(Machine machine, long cycle) {
    long end = cycle + 1;
    machine.busy++;
    machine.end = cycle;
    for (int i = 0; i < machine.inputs.length; i++) {
      int stream = machine.inputs[i];
      if (!port[stream] && machine.steps.reads(i)) {
        visible[stream]--;
        held[stream]--;
      }
    }
    for (int i = 0; i < machine.outputs.length; i++) {
      int stream = machine.outputs[i];
      if (machine.steps.writes(i)) {
        machine.begin = machine.begin < 0 ? cycle : machine.begin;
        end = cycle + machine.latency;
        if (!port[stream]) {
          held[stream]++;
          arriving[stream][(int) (end % (machine.latency + 1))]++;
        }
      }
    }
    machine.ended = !machine.steps.next();
    return end;
  }
}
