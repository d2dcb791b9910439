package thimble.ir;

/**
 * A tensor that flows through a graph.
 *
 * @param id unique in its graph; letters, digits, {@code _ . / : -} only (a name from a model is
 *     cleaned on import, its original kept in {@link Origin})
 */
public record Value(String id, TensorType type) {
  public Value {
    if (!isId(id)) {
      throw new IllegalArgumentException("not a value id: \"" + id + "\"");
    }
  }

  /** Whether a text may serve as a value id. */
  public static boolean isId(String text) {
    if (text.isEmpty()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean allowed = c < 128 && (Character.isLetterOrDigit(c) || "_./:-".indexOf(c) >= 0);
      if (!allowed) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return "%" + id + ": " + type;
  }
}
