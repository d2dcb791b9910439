package thimble.codegen.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * Text that knows where it may be broken. {@link #render} puts a group on one line where it fits,
 * and otherwise fills lines, breaking the outermost groups first.
 */
sealed interface Doc {
  int COLUMNS = 100;

  /** What a broken line is indented by, for each broken group it lies in. */
  int CONTINUATION = 4;

  record Text(String text) implements Doc {}

  /** A blank, or nothing, or the end of a line. */
  record Break(String flat) implements Doc {}

  record Group(List<Doc> parts) implements Doc {
    public Group {
      parts = List.copyOf(parts);
    }
  }

  Doc SPACE = new Break(" ");
  Doc NOTHING = new Break("");

  static Doc text(String text) {
    return new Text(text);
  }

  /** Strings and docs in sequence. */
  static Doc of(Object... parts) {
    List<Doc> docs = new ArrayList<>(parts.length);
    for (Object part : parts) {
      docs.add(part instanceof Doc doc ? doc : new Text((String) part));
    }
    return new Group(docs);
  }

  /** {@code open a, b, c close}, to be broken after commas. */
  static Doc list(String open, List<Doc> items, String close) {
    List<Doc> parts = new ArrayList<>();
    parts.add(new Text(open));
    for (int i = 0; i < items.size(); i++) {
      parts.add(i == 0 ? NOTHING : SPACE);
      parts.add(items.get(i));
      parts.add(new Text(i == items.size() - 1 ? close : ","));
    }
    if (items.isEmpty()) {
      parts.add(new Text(close));
    }
    return new Group(parts);
  }

  /** The whole on one line. */
  default String flat() {
    if (this instanceof Text text) {
      return text.text();
    } else if (this instanceof Break space) {
      return space.flat();
    }
    StringBuilder flat = new StringBuilder();
    ((Group) this).parts().forEach(part -> flat.append(part.flat()));
    return flat.toString();
  }

  /** Lines of at most {@link #COLUMNS} where breaks allow it; the first one indented too. */
  default String render(int indent) {
    Renderer renderer = new Renderer();
    renderer.out.append(" ".repeat(indent));
    renderer.write(this, indent, 0);
    return renderer.out.toString();
  }

  /** Fills lines. */
  final class Renderer {
    private final StringBuilder out = new StringBuilder();

    private int column() {
      return out.length() - (out.lastIndexOf("\n") + 1);
    }

    /**
     * @param reserve columns that what follows needs on the same line
     */
    void write(Doc doc, int indent, int reserve) {
      String flat = doc.flat();
      if (!(doc instanceof Group group) || column() + flat.length() + reserve <= COLUMNS) {
        out.append(flat);
        return;
      }
      boolean breakable = group.parts().stream().anyMatch(part -> part instanceof Break);
      int inner = breakable ? indent + CONTINUATION : indent;
      for (int i = 0; i < group.parts().size(); i++) {
        Doc part = group.parts().get(i);
        int rest = rest(group.parts(), i + 1, reserve);
        if (!(part instanceof Break space)) {
          write(part, inner, rest);
        } else if (column() + space.flat().length() + rest <= COLUMNS) {
          out.append(space.flat());
        } else {
          out.append('\n').append(" ".repeat(inner));
        }
      }
    }

    /** Columns up to the next place to break. */
    private static int rest(List<Doc> parts, int from, int reserve) {
      int width = 0;
      for (int i = from; i < parts.size(); i++) {
        if (parts.get(i) instanceof Break) {
          return width;
        }
        width += parts.get(i).flat().length();
      }
      return width + reserve;
    }
  }
}
