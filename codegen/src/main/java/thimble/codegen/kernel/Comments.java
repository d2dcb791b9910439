package thimble.codegen.kernel;

import com.github.javaparser.Position;
import com.github.javaparser.ast.Node;
import com.github.javaparser.ast.comments.Comment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The comments inside of one method, handed out in the order of the text: none is lost. */
final class Comments {
  private final List<Comment> waiting = new ArrayList<>();

  Comments(Node method) {
    waiting.addAll(method.getAllContainedComments());
    waiting.sort(Comparator.comparing(comment -> comment.getBegin().orElse(Position.HOME)));
  }

  /** Lines of the comments that stand before a place. */
  List<String> before(Position place, int indent) {
    List<String> lines = new ArrayList<>();
    while (!waiting.isEmpty() && begin(waiting.get(0)).isBefore(place)) {
      Comment comment = waiting.remove(0);
      boolean isLine = comment.isLineComment();
      lines.addAll(
          isLine
              ? CommentText.line(comment.getContent(), indent)
              : CommentText.block(CommentText.paragraphs(comment.getContent()), indent));
    }
    return lines;
  }

  /** The text of a line comment after a statement on its last line; empty if there is none. */
  String after(Position end) {
    if (!waiting.isEmpty()
        && waiting.get(0).isLineComment()
        && begin(waiting.get(0)).line == end.line
        && begin(waiting.get(0)).isAfter(end)) {
      return waiting.remove(0).getContent();
    }
    return "";
  }

  private static Position begin(Comment comment) {
    return comment.getBegin().orElse(Position.HOME);
  }
}
