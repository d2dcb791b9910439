package thimble.planner;

import java.util.ArrayList;
import java.util.List;
import thimble.planner.RowModel.Call;
import thimble.planner.RowModel.Mode;

/**
 * The simplest plan by rows: every row of every input comes first, then a plan runs that finds its
 * inputs in the arena, then the outputs' rows go. It needs what that plan needs: where nothing can
 * be gained from rows nothing is lost.
 */
final class EdgesAround {
  private EdgesAround() {}

  /**
   * @param model says what comes and what goes
   */
  static Plan of(Plan resident, RowModel model) {
    List<Step> steps = new ArrayList<>();
    for (Call call : model.calls()) {
      for (int row = 0; call.mode() == Mode.RECEIVE && row < call.rows(); row++) {
        steps.add(new Step.Receive(call.node(), row));
      }
    }
    int before = steps.size();
    steps.addAll(resident.steps());
    for (Call call : model.calls()) {
      for (int row = 0; call.mode() == Mode.DELIVER && row < call.rows(); row++) {
        steps.add(new Step.Deliver(call.node(), row));
      }
    }
    int after = steps.size() - before - resident.steps().size();
    Plan plan =
        new Plan(
            resident.graph(),
            resident.kernels(),
            steps,
            resident.buffers().stream()
                .map(buffer -> later(buffer, before, after, resident))
                .toList(),
            resident.addresses(),
            resident.scratch(),
            resident.arenaBytes(),
            resident.memory());
    return plan.withMemory(PlanVerifier.measure(plan));
  }

  private static Buffer later(Buffer buffer, int before, int after, Plan resident) {
    int end = resident.flat().size();
    List<Buffer.Span> spans =
        buffer.spans().stream()
            .map(
                span ->
                    new Buffer.Span(
                        span.value(),
                        span.offset(),
                        span.bytes(),
                        begin(span.firstStep(), before),
                        span.lastStep() + before + (span.lastStep() == end ? after : 0)))
            .toList();
    return new Buffer(
        buffer.kind(),
        buffer.values(),
        buffer.offset(),
        buffer.bytes(),
        buffer.alignment(),
        begin(buffer.firstStep(), before),
        buffer.lastStep() + before + (buffer.lastStep() == end ? after : 0),
        spans);
  }

  /** What was there before the run is there from the first row on. */
  private static int begin(int firstStep, int before) {
    return firstStep < 0 && before > 0 ? 0 : firstStep + before;
  }
}
