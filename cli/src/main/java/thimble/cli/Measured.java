package thimble.cli;

import java.util.Optional;
import thimble.codegen.report.Report;
import thimble.sim.run.RunReport;

/** Puts what a run measured into a report. */
final class Measured {
  private Measured() {}

  static Report merge(Report report, RunReport run, Optional<RunReport> profile) {
    Report merged = report;
    if (run.instructions().isPresent()) {
      merged = merged.withInstructions(run.instructions().get().most()).withStack(run.stackBytes());
    }
    if (run.size().isPresent()) {
      merged = merged.withCode(run.size().get().flashCode());
    }
    if (profile.isPresent() && profile.get().layers().size() == merged.layers().size()) {
      merged =
          merged.withLayerInstructions(
              profile.get().layers().stream().map(RunReport.Layer::instructions).toList());
    }
    return merged;
  }
}
