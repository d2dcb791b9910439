package thimble.planner.dataflow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import thimble.planner.dataflow.Design.Process;
import thimble.targets.hls.Steps;

/**
 * Runs a design's processes against streams of given depths, as blocking threads would: each reads
 * its words one by one, then writes. What happens does not depend on the order in which they run.
 */
final class Kahn {
  private final Design design;
  private final int[] depths;
  private final int[] fill;
  private final Thread[] threads;
  private final int[] reader;
  private final int[] writer;
  private final ArrayDeque<Integer> ready = new ArrayDeque<>();
  private final boolean[] queued;

  /** A process and where it stands: before the read or write of a stream. */
  private static final class Thread {
    final Process process;
    final Steps steps;
    boolean ended;
    int next;

    Thread(Process process) {
      this.process = process;
      this.steps = process.unit().steps();
      this.ended = !steps.next();
    }
  }

  private Kahn(Design design, int[] depths) {
    this.design = design;
    this.depths = depths.clone();
    int count = design.streams().size();
    fill = new int[count];
    reader = new int[count];
    writer = new int[count];
    Arrays.fill(reader, -1);
    Arrays.fill(writer, -1);
    threads = new Thread[design.processes().size()];
    queued = new boolean[threads.length];
    for (int i = 0; i < threads.length; i++) {
      Process process = design.processes().get(i);
      threads[i] = new Thread(process);
      for (int stream : process.inputs()) {
        reader[stream] = i;
      }
      for (int stream : process.outputs()) {
        writer[stream] = i;
      }
    }
    for (int i = 0; i < count; i++) {
      if (design.isPort(i)) {
        this.depths[i] = Integer.MAX_VALUE;
        fill[i] = writer[i] < 0 ? Integer.MAX_VALUE : 0;
      }
    }
  }

  /**
   * Runs to the end: where all stand still, one of the streams that may grow and are too short
   * grows by a word. One stream alone so gets the least depth that goes with the others.
   *
   * @return the depths in the end; empty where no stream that is too short may grow
   */
  static Optional<int[]> grown(Design design, int[] depths, IntPredicate mayGrow) {
    Kahn kahn = new Kahn(design, depths);
    boolean finished = kahn.run(mayGrow);
    int[] grown = depths.clone();
    for (int i = 0; i < grown.length; i++) {
      grown[i] = design.isPort(i) ? grown[i] : kahn.depths[i];
    }
    return finished ? Optional.of(grown) : Optional.empty();
  }

  /** Whether all came to their end. */
  private boolean run(IntPredicate mayGrow) {
    for (int i = 0; i < threads.length; i++) {
      ready.add(i);
      queued[i] = true;
    }
    while (true) {
      settle();
      Optional<Integer> grows = full().stream().filter(mayGrow::test).findFirst();
      if (grows.isEmpty()) {
        return Arrays.stream(threads).allMatch(thread -> thread.ended);
      }
      depths[grows.get()]++;
      ready.add(writer[grows.get()]);
      queued[writer[grows.get()]] = true;
    }
  }

  /** Runs until all wait or have ended. */
  private void settle() {
    while (!ready.isEmpty()) {
      int at = ready.remove();
      queued[at] = false;
      advance(threads[at]);
      for (int stream : threads[at].process.inputs()) {
        wake(writer[stream], at);
      }
      for (int stream : threads[at].process.outputs()) {
        wake(reader[stream], at);
      }
    }
  }

  /**
   * Streams that somebody waits for room in, while their reader waits for a word of another stream:
   * these are too short, the others only wait behind them.
   */
  private List<Integer> full() {
    List<Integer> full = new ArrayList<>();
    for (Thread thread : threads) {
      if (!thread.ended && !isReading(thread) && isReading(threads[reader[stream(thread)]])) {
        full.add(stream(thread));
      }
    }
    return full;
  }

  /** A neighbour goes on if what it waits for has come. */
  private void wake(int who, int self) {
    if (who >= 0 && who != self && !queued[who] && !threads[who].ended && canGo(threads[who])) {
      queued[who] = true;
      ready.add(who);
    }
  }

  private static boolean isReading(Thread thread) {
    return !thread.ended && thread.next < thread.process.inputs().size();
  }

  /** The stream that a process stands before. */
  private static int stream(Thread thread) {
    int inputs = thread.process.inputs().size();
    return thread.next < inputs
        ? thread.process.inputs().get(thread.next)
        : thread.process.outputs().get(thread.next - inputs);
  }

  private boolean canGo(Thread thread) {
    int stream = stream(thread);
    return isReading(thread) ? fill[stream] > 0 : fill[stream] < depths[stream];
  }

  /** Goes on until it waits or ends. */
  private void advance(Thread thread) {
    int inputs = thread.process.inputs().size();
    int all = inputs + thread.process.outputs().size();
    while (!thread.ended) {
      while (thread.next < all) {
        boolean reads = thread.next < inputs;
        boolean wants =
            reads ? thread.steps.reads(thread.next) : thread.steps.writes(thread.next - inputs);
        if (wants) {
          int stream = stream(thread);
          if (reads ? fill[stream] == 0 : fill[stream] >= depths[stream]) {
            return;
          }
          move(stream, reads);
        }
        thread.next++;
      }
      thread.next = 0;
      thread.ended = !thread.steps.next();
    }
  }

  private void move(int stream, boolean reads) {
    if (fill[stream] == Integer.MAX_VALUE) {
      return;
    }
    fill[stream] += reads ? -1 : 1;
  }
}
