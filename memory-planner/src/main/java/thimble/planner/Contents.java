package thimble.planner;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.op.Alias;

/**
 * What the bytes of each value are, told by where they were first made: a view holds the bytes of
 * what it views, wherever they lie. Proofs compare contents, so a view is right if it reads the
 * right bytes, and a copy is as good as its original.
 */
public final class Contents {
  private final Map<String, List<Piece>> pieces = new HashMap<>();

  /**
   * Bytes {@code from} to {@code to} of a value are the bytes of {@code origin} that begin at
   * {@code originFrom}.
   */
  public record Piece(long from, long to, String origin, long originFrom) {}

  public Contents(Graph graph) {
    GraphIndex index = graph.index();
    graph.inputs().forEach(port -> own(port.value().id(), port.value().type().bytes()));
    graph.constants().forEach(c -> own(c.value().id(), c.value().type().bytes()));
    for (Node node : graph.nodes()) {
      List<Alias> aliases = node.op().aliases(index.signature(node));
      for (int output = 0; output < node.outputs().size(); output++) {
        String id = node.outputs().get(output).id();
        long bytes = node.outputs().get(output).type().bytes();
        List<Piece> seen = through(node, output, bytes, aliases, index);
        if (seen.isEmpty()) {
          own(id, bytes);
        } else {
          pieces.put(id, seen);
        }
      }
    }
  }

  private void own(String id, long bytes) {
    pieces.put(id, List.of(new Piece(0, bytes, id, 0)));
  }

  /** The pieces of a value, in order and without gaps. */
  public List<Piece> of(String id) {
    return pieces.get(id);
  }

  /** The pieces of a part of a value, counted from its beginning. */
  public List<Piece> of(String id, long from, long to) {
    return cut(pieces.get(id), from, to, 0);
  }

  /** Empty where the aliases do not say what every byte is. */
  private List<Piece> through(
      Node node, int output, long bytes, List<Alias> aliases, GraphIndex index) {
    List<Piece> result = new ArrayList<>();
    List<Alias> sorted = new ArrayList<>(aliases);
    sorted.removeIf(alias -> alias.output() != output);
    sorted.sort(
        (a, b) -> a.kind() == Alias.Kind.INPUT_IN_OUTPUT ? a.byteOffset() - b.byteOffset() : 0);
    long filled = 0;
    for (Alias alias : sorted) {
      String input = node.inputs().get(alias.input());
      long inputBytes = index.type(input).bytes();
      if (alias.kind() == Alias.Kind.OUTPUT_IN_INPUT) {
        return bytes > 0
            ? cut(pieces.get(input), alias.byteOffset(), alias.byteOffset() + bytes, 0)
            : List.of();
      }
      if (alias.byteOffset() != filled) {
        return List.of();
      }
      cut(pieces.get(input), 0, inputBytes, filled).forEach(piece -> append(result, piece));
      filled += inputBytes;
    }
    return filled == bytes ? result : List.of();
  }

  /** The part [from, to) of a value's pieces, as pieces that begin at {@code at}. */
  private static List<Piece> cut(List<Piece> pieces, long from, long to, long at) {
    List<Piece> result = new ArrayList<>();
    for (Piece piece : pieces) {
      long begin = Math.max(from, piece.from());
      long end = Math.min(to, piece.to());
      if (begin < end) {
        long originFrom = piece.originFrom() + begin - piece.from();
        append(result, new Piece(at + begin - from, at + end - from, piece.origin(), originFrom));
      }
    }
    return result;
  }

  /** Pieces that continue each other become one, so that equal contents are equal lists. */
  private static void append(List<Piece> pieces, Piece next) {
    Piece last = pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
    if (last != null
        && last.origin().equals(next.origin())
        && last.to() == next.from()
        && last.originFrom() + last.to() - last.from() == next.originFrom()) {
      pieces.set(
          pieces.size() - 1, new Piece(last.from(), next.to(), last.origin(), last.originFrom()));
    } else {
      pieces.add(next);
    }
  }
}
