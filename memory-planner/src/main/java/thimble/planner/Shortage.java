package thimble.planner;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.ThimbleException;

/** Tells a user that a plan does not fit, and what takes the room. */
public final class Shortage {
  private Shortage() {}

  private static String achieved(Plan plan) {
    if (plan.recomputedMacs() == 0) {
      return "nothing smaller was found";
    }
    long macs = plan.graph().macs() - plan.recomputedMacs();
    return String.format(
        Locale.ROOT,
        "nothing smaller was found, although strips compute %.1f %% of the MACs twice",
        100.0 * plan.recomputedMacs() / Math.max(1, macs));
  }

  /**
   * T0401 with the three largest tensors live at the peak and the map of the arena around it.
   *
   * @param limit bytes of RAM there are
   * @param whose limit it is: {@code "stm32vldiscovery"}, {@code "the budget of --ram"}
   */
  public static ThimbleException of(Plan plan, long limit, String whose) {
    Timeline timeline = Timeline.of(plan);
    int step = plan.memory().peakStep();
    String largest =
        timeline.liveAt(step).stream()
            .limit(3)
            .map(tensor -> tensor + " bytes")
            .collect(Collectors.joining(", "));
    return new ThimbleException(
        List.of(
            new Diagnostic(
                    Code.T0401,
                    String.format(
                        Locale.ROOT,
                        "the model needs %,d bytes of RAM, %s has %,d",
                        plan.arenaBytes(),
                        whose,
                        limit),
                    String.format(
                        Locale.ROOT, "step %d of the plan, %s", step, timeline.name(step)),
                    String.format(
                        Locale.ROOT,
                        "%s; %,d bytes are live there; the largest are %s",
                        achieved(plan),
                        plan.memory().peak(),
                        largest),
                    "a smaller input, fewer channels in these layers, or a target with more RAM")
                .withPicture(timeline.aroundPeak())));
  }
}
