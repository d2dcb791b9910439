package thimble.sim.plan;

/** Ends a run in the arena; the message says what went wrong. */
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Violation(String message) {
    super(message, null, false, false);
  }
}
