package thimble.tune.engine;

/**
 * Workers that cannot be started, died, or do not understand: nothing that a trial could fail at.
 */
public final class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public EngineException(String message) {
    super(message);
  }

  public EngineException(String message, Throwable cause) {
    super(message, cause);
  }
}
