package thimble.planner.dataflow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import thimble.planner.dataflow.Design.Process;
import thimble.targets.hls.Steps;

/**
 * Runs a design cycle by cycle: every process one iteration a cycle, where its words are there and
 * its results have room; results arrive after the pipeline's latency.
 */
public final class Clock {
  private static final long STUCK = 1000;

  private Clock() {}

  /**
   * @param latency cycles from the first word taken to the last one given, of one inference
   * @param finished whether the design ran to its end; if not it has deadlocked
   * @param busy by process the iterations of one inference
   */
  public record Cycles(long latency, boolean finished, long[] busy) {}

  private static final class Machine {
    final Process process;
    final Steps steps;
    final int[] inputs;
    final int[] outputs;
    boolean ended;
    long busy;

    Machine(Process process) {
      this.process = process;
      this.steps = process.unit().steps();
      this.inputs = process.inputs().stream().mapToInt(Integer::intValue).toArray();
      this.outputs = process.outputs().stream().mapToInt(Integer::intValue).toArray();
      this.ended = !steps.next();
    }
  }

  /** One inference, the input there at once and the output taken at once. */
  public static Cycles run(Design design) {
    int count = design.streams().size();
    int[] visible = new int[count];
    int[] held = new int[count];
    int[] room = new int[count];
    List<ArrayDeque<Long>> coming = new ArrayList<>();
    boolean[] port = new boolean[count];
    for (int i = 0; i < count; i++) {
      coming.add(new ArrayDeque<>());
      port[i] = design.isPort(i);
      room[i] = design.streams().get(i).depth();
    }
    for (Process process : design.processes()) {
      for (int stream : process.outputs()) {
        room[stream] += process.unit().latency();
      }
    }
    List<Machine> machines = design.processes().stream().map(Machine::new).toList();
    long cycle = 0;
    long last = 0;
    int running = machines.size();
    while (running > 0) {
      for (int i = 0; i < count; i++) {
        while (!coming.get(i).isEmpty() && coming.get(i).peek() <= cycle) {
          coming.get(i).remove();
          visible[i]++;
        }
      }
      boolean moved = false;
      for (Machine machine : machines) {
        if (machine.ended || !canGo(machine, visible, held, room, port)) {
          continue;
        }
        moved = true;
        machine.busy++;
        for (int i = 0; i < machine.inputs.length; i++) {
          if (machine.steps.reads(i) && !port[machine.inputs[i]]) {
            visible[machine.inputs[i]]--;
            held[machine.inputs[i]]--;
          }
        }
        for (int i = 0; i < machine.outputs.length; i++) {
          int stream = machine.outputs[i];
          if (machine.steps.writes(i) && !port[stream]) {
            held[stream]++;
            coming.get(stream).add(cycle + machine.process.unit().latency());
          } else if (machine.steps.writes(i)) {
            last = Math.max(last, cycle + machine.process.unit().latency());
          }
        }
        if (!machine.steps.next()) {
          machine.ended = true;
          running--;
        }
      }
      cycle++;
      if (moved) {
        last = Math.max(last, cycle);
      } else if (cycle > last + STUCK) {
        break;
      }
    }
    return new Cycles(
        last, running == 0, machines.stream().mapToLong(machine -> machine.busy).toArray());
  }

  private static boolean canGo(
      Machine machine, int[] visible, int[] held, int[] room, boolean[] port) {
    for (int i = 0; i < machine.inputs.length; i++) {
      int stream = machine.inputs[i];
      if (machine.steps.reads(i) && !port[stream] && visible[stream] == 0) {
        return false;
      }
    }
    for (int i = 0; i < machine.outputs.length; i++) {
      int stream = machine.outputs[i];
      if (machine.steps.writes(i) && !port[stream] && held[stream] >= room[stream]) {
        return false;
      }
    }
    return true;
  }
}
