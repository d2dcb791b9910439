package thimble.planner.dataflow;

import java.util.Arrays;
import java.util.List;
import thimble.planner.dataflow.Design.Process;
import thimble.targets.hls.Steps;

/**
 * Runs a design cycle by cycle: every process one iteration a cycle, where its words are there and
 * its results have room; results arrive after the pipeline's latency.
 *
 * <p>A process that waits sleeps until the stream it waits for changes, and cycles in which nothing
 * happens are passed over: the work is that of the iterations, not of cycles times processes.
 */
public final class Clock {
  private final Machine[] machines;
  private final boolean[] port;

  /** Words that a reader finds, by stream. */
  private final int[] visible;

  /** Words in a stream and in the pipeline before it. */
  private final int[] held;

  private final int[] room;

  private final long[] waited;

  /** By stream its reader and its writer; -1 at the interface. */
  private final int[] reader;

  private final int[] writer;

  /** By cycle, modulo the longest latency and one, the streams that get a word. */
  private final int[][] arriving;

  private final int[] arrivals;

  /** Arrivals that are still to come, all together. */
  private long underway;

  /** Processes that try in the next cycle, a bit each. */
  private final long[] next;

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

    /** The stream it waits for a word of, or for room in; -1 where it waits for nothing. */
    int wants = -1;

    int lacks = -1;

    /** The cycle since which it waits for room. */
    long since;

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
    reader = new int[count];
    writer = new int[count];
    Arrays.fill(reader, -1);
    Arrays.fill(writer, -1);
    for (int i = 0; i < count; i++) {
      port[i] = design.isPort(i);
      room[i] = design.streams().get(i).depth();
    }
    int longest = 0;
    for (int i = 0; i < machines.length; i++) {
      longest = Math.max(longest, machines[i].latency);
      for (int stream : machines[i].inputs) {
        reader[stream] = i;
      }
      for (int stream : machines[i].outputs) {
        writer[stream] = i;
        room[stream] += machines[i].latency;
      }
    }
    arriving = new int[longest + 1][count];
    arrivals = new int[longest + 1];
    next = new long[(machines.length + Long.SIZE - 1) / Long.SIZE];
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
    for (int i = 0; i < machines.length; i++) {
      if (!machines[i].ended) {
        wake(i);
      }
    }
    long last = 0;
    long[] now = new long[next.length];
    for (long cycle = 0; underway > 0 || isAnyAwake(); cycle++) {
      arrive((int) (cycle % arriving.length));
      System.arraycopy(next, 0, now, 0, now.length);
      Arrays.fill(next, 0);
      for (int word = 0; word < now.length; word++) {
        for (long bits = now[word]; bits != 0; bits &= bits - 1) {
          int i = word * Long.SIZE + Long.numberOfTrailingZeros(bits);
          Machine machine = machines[i];
          if (canGo(machine, cycle)) {
            last = Math.max(last, go(machine, cycle));
            if (!machine.ended) {
              wake(i);
            }
          }
        }
      }
    }
    return cycles(last);
  }

  private Cycles cycles(long last) {
    long[] busy = new long[machines.length];
    long[] began = new long[machines.length];
    long[] ended = new long[machines.length];
    long interval = 0;
    boolean finished = true;
    for (int i = 0; i < busy.length; i++) {
      busy[i] = machines[i].busy;
      began[i] = machines[i].begin;
      ended[i] = machines[i].end;
      interval = Math.max(interval, busy[i]);
      finished &= machines[i].ended;
    }
    return new Cycles(last, interval, finished, busy, began, ended, waited);
  }

  private boolean isAnyAwake() {
    for (long bits : next) {
      if (bits != 0) {
        return true;
      }
    }
    return false;
  }

  private void wake(int machine) {
    next[machine / Long.SIZE] |= 1L << machine;
  }

  /** Words come in; who waits for them tries in this cycle. */
  private void arrive(int slot) {
    int[] streams = arriving[slot];
    int count = arrivals[slot];
    for (int i = 0; i < count; i++) {
      int stream = streams[i];
      visible[stream]++;
      Machine waiting = machines[reader[stream]];
      if (waiting.wants == stream) {
        waiting.wants = -1;
        wake(reader[stream]);
      } else if (grows && waiting.wants >= 0) {
        wakeWriter(stream);
      }
    }
    underway -= count;
    arrivals[slot] = 0;
  }

  /** Who waits for room in a stream tries again. */
  private void wakeWriter(int stream) {
    if (writer[stream] >= 0 && machines[writer[stream]].lacks == stream) {
      wake(writer[stream]);
    }
  }

  private boolean canGo(Machine machine, long cycle) {
    if (machine.lacks >= 0) {
      waited[machine.lacks] += cycle - machine.since;
      machine.lacks = -1;
    }
    for (int i = 0; i < machine.inputs.length; i++) {
      int stream = machine.inputs[i];
      if (visible[stream] == 0 && !port[stream] && machine.steps.reads(i)) {
        machine.wants = stream;
        if (grows) {
          for (int other : machine.inputs) {
            wakeWriter(other);
          }
        }
        return false;
      }
    }
    for (int i = 0; i < machine.outputs.length; i++) {
      int stream = machine.outputs[i];
      if (held[stream] >= room[stream] && !port[stream] && machine.steps.writes(i)) {
        if (grows && isStarved(machines[reader[stream]], stream)) {
          room[stream]++;
          grown[stream]++;
          continue;
        }
        machine.lacks = stream;
        machine.since = cycle;
        return false;
      }
    }
    return true;
  }

  /** Whether a process has a word of one stream and waits for one of another. */
  private boolean isStarved(Machine machine, int stream) {
    return !machine.ended && visible[stream] > 0 && machine.wants >= 0 && machine.wants != stream;
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
        wakeWriter(stream);
      }
    }
    for (int i = 0; i < machine.outputs.length; i++) {
      int stream = machine.outputs[i];
      if (machine.steps.writes(i)) {
        machine.begin = machine.begin < 0 ? cycle : machine.begin;
        end = cycle + machine.latency;
        if (!port[stream]) {
          held[stream]++;
          int slot = (int) (end % arriving.length);
          arriving[slot][arrivals[slot]++] = stream;
          underway++;
        }
      }
    }
    machine.ended = !machine.steps.next();
    return end;
  }
}
