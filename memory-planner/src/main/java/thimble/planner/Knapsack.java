package thimble.planner;

import com.google.ortools.Loader;
import com.google.ortools.sat.BoolVar;
import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.CpSolverStatus;
import com.google.ortools.sat.LinearExpr;
import com.google.ortools.sat.LinearExprBuilder;
import com.google.ortools.sat.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One option of each item, within a capacity, at the least cost: exact, by constraint programming.
 * One worker and a fixed seed: the same answer on every machine.
 */
public final class Knapsack {
  /** Costs are compared in this many steps of the largest. */
  private static final long STEPS = 1_000_000_000L;

  private static final double EFFORT = 30;

  private Knapsack() {}

  /**
   * @param bytes that the option takes
   * @param cost at least 0
   */
  public record Option(long bytes, double cost) {}

  /** An item's option. */
  public record Choice(int item, int option) {}

  /**
   * The index of each item's option.
   *
   * @return none where even the smallest options are too large
   */
  public static Optional<List<Integer>> solve(List<List<Option>> items, long capacity) {
    return solve(items, capacity, List.of());
  }

  /**
   * The index of each item's option.
   *
   * @param conflicts choices that cannot all be taken together
   * @return none where nothing fits
   */
  public static Optional<List<Integer>> solve(
      List<List<Option>> items, long capacity, List<Set<Choice>> conflicts) {
    long least =
        items.stream()
            .mapToLong(options -> options.stream().mapToLong(Option::bytes).min().orElse(0))
            .sum();
    if (least > capacity) {
      return Optional.empty();
    }
    Loader.loadNativeLibraries();
    double largest =
        items.stream()
            .flatMap(List::stream)
            .mapToDouble(Option::cost)
            .filter(Double::isFinite)
            .max()
            .orElse(0);
    CpModel model = new CpModel();
    List<List<Literal>> taken = new ArrayList<>();
    LinearExprBuilder bytes = LinearExpr.newBuilder();
    LinearExprBuilder cost = LinearExpr.newBuilder();
    for (List<Option> options : items) {
      List<Literal> variables = new ArrayList<>();
      for (Option option : options) {
        BoolVar variable = model.newBoolVar("item" + taken.size() + "_" + variables.size());
        variables.add(variable);
        bytes.addTerm(variable, option.bytes());
        cost.addTerm(variable, largest > 0 ? Math.round(option.cost() / largest * STEPS) : 0);
      }
      model.addExactlyOne(variables);
      taken.add(variables);
    }
    model.addLessOrEqual(bytes, capacity);
    for (Set<Choice> conflict : conflicts) {
      model.addBoolOr(
          conflict.stream()
              .map(choice -> taken.get(choice.item()).get(choice.option()).not())
              .toArray(Literal[]::new));
    }
    model.minimize(cost);
    CpSolver solver = new CpSolver();
    solver.getParameters().setNumWorkers(1).setRandomSeed(1).setMaxDeterministicTime(EFFORT);
    CpSolverStatus status = solver.solve(model);
    if (status != CpSolverStatus.OPTIMAL && status != CpSolverStatus.FEASIBLE) {
      return Optional.empty();
    }
    return Optional.of(taken.stream().map(variables -> chosen(solver, variables)).toList());
  }

  private static int chosen(CpSolver solver, List<Literal> variables) {
    int chosen = 0;
    while (!solver.booleanValue(variables.get(chosen))) {
      chosen++;
    }
    return chosen;
  }
}
