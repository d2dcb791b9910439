package thimble.codegen.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a step of the plan's time lies on an axis of a given length. A stream has hundreds of steps
 * and a whole layer one: each stage is as long as the root of its steps, so that both can be seen;
 * within a stage all steps are equally long.
 */
final class TimeScale {
  /**
   * @param begin on the axis
   * @param end on the axis
   */
  record Stretch(int firstStep, int steps, double begin, double end) {}

  private final List<Stretch> stretches = new ArrayList<>();
  private final int steps;

  TimeScale(Report report, int steps, double begin, double length) {
    this.steps = steps;
    double weight = 0;
    for (Report.Stage stage : report.plan().stages()) {
      weight += Math.sqrt(Math.max(1, stage.steps()));
    }
    double at = begin;
    for (Report.Stage stage : report.plan().stages()) {
      double share = length * Math.sqrt(Math.max(1, stage.steps())) / weight;
      stretches.add(new Stretch(stage.firstStep(), Math.max(1, stage.steps()), at, at + share));
      at += share;
    }
    if (stretches.isEmpty()) {
      stretches.add(new Stretch(0, Math.max(1, steps), begin, begin + length));
    }
  }

  /** One for each stage. */
  List<Stretch> stretches() {
    return stretches;
  }

  /** Where a step begins; the number of steps gives the end of the axis. */
  double at(int step) {
    Stretch last = stretches.get(stretches.size() - 1);
    if (step >= steps) {
      return last.end();
    }
    int low = 0;
    int high = stretches.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) / 2;
      if (stretches.get(middle).firstStep() <= step) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    Stretch it = stretches.get(low);
    double share = Math.min(1.0, (double) (step - it.firstStep()) / it.steps());
    return it.begin() + share * (it.end() - it.begin());
  }
}
