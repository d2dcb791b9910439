package thimble.planner;

public final class Timeline {
  public static String render(Plan p) {
    return "";
  }
}
