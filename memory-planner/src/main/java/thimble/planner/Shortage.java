package thimble.planner;

import thimble.ir.*;

public final class Shortage {
  public static ThimbleException of(Plan p, long limit, String whose) {
    return new ThimbleException(
        Code.T0401, "does not fit", "", p.arenaBytes() + " of " + limit, whose);
  }
}
