package thimble.planner;

import com.google.ortools.Loader;
import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.CpSolverStatus;
import com.google.ortools.sat.IntVar;
import com.google.ortools.sat.IntervalVar;
import com.google.ortools.sat.LinearExpr;
import com.google.ortools.sat.NoOverlap2dConstraint;
import java.util.List;

/**
 * The smallest arena, with proof, by constraint programming: rectangles that must not overlap, a
 * block's together. Asked only where first fit leaves a gap to the lower bound. One worker, a fixed
 * seed and a limit in deterministic time: the answer does not depend on the machine.
 */
final class BestOffsets {
  private BestOffsets() {}

  /**
   * @param start a placement to beat; it comes back where nothing better was found
   * @param effort deterministic time
   */
  static FirstFit.Placement improve(
      List<Block> blocks, int alignment, FirstFit.Placement start, long lowerBound, double effort) {
    if (!load()) {
      return start;
    }
    CpModel model = new CpModel();
    long capacity = start.arenaBytes();
    IntVar arena = model.newIntVar(lowerBound, capacity, "arena");
    IntVar[] bases = new IntVar[blocks.size()];
    NoOverlap2dConstraint apart = model.addNoOverlap2D();
    for (int i = 0; i < bases.length; i++) {
      Block block = blocks.get(i);
      int unit = FirstFit.alignment(block, alignment);
      bases[i] = model.newIntVar(0, (capacity - block.bytes()) / unit, "block" + i);
      model.addLessOrEqual(LinearExpr.affine(bases[i], unit, block.bytes()), arena);
      model.addHint(bases[i], start.offsets()[i] / unit);
      int part = 0;
      for (Block.Rectangle r : block.rectangles()) {
        String name = "block" + i + "_" + part++;
        IntervalVar steps =
            model.newFixedInterval(r.first() + 1L, r.last() - r.first() + 1L, name + "_steps");
        IntervalVar bytes =
            model.newFixedSizeIntervalVar(
                LinearExpr.affine(bases[i], unit, r.low()), r.high() - r.low(), name + "_bytes");
        apart.addRectangle(steps, bytes);
      }
    }
    model.addHint(arena, capacity);
    model.minimize(arena);
    CpSolver solver = new CpSolver();
    solver
        .getParameters()
        .setNumWorkers(1)
        .setRandomSeed(1)
        .setMaxDeterministicTime(effort)
        .setLogSearchProgress(false);
    CpSolverStatus status = solver.solve(model);
    if (status != CpSolverStatus.OPTIMAL && status != CpSolverStatus.FEASIBLE) {
      return start;
    }
    long[] offsets = new long[bases.length];
    for (int i = 0; i < bases.length; i++) {
      offsets[i] = solver.value(bases[i]) * FirstFit.alignment(blocks.get(i), alignment);
    }
    return new FirstFit.Placement(offsets, solver.value(arena), status == CpSolverStatus.OPTIMAL);
  }

  /** The native library is unpacked and loaded on first use; it takes half a second. */
  private static boolean load() {
    try {
      Loader.loadNativeLibraries();
      return true;
    } catch (RuntimeException | LinkageError unavailable) {
      System.getLogger(BestOffsets.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "CP-SAT is not available on this machine: offsets are not proved best");
      return false;
    }
  }
}
