package thimble.codegen.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import thimble.codegen.report.ArenaPicture.Kind;
import thimble.codegen.report.ArenaPicture.Piece;
import thimble.codegen.report.ArenaPicture.Tensor;

/**
 * The CSS class of each tensor. What fills the fullest moment is in colour, the same tensors at
 * other times are pale and everything else is muted, so that one sees at a glance why the arena is
 * as large as it is.
 */
final class PeakColours {
  private static final int COLOURS = 8;

  private final List<Tensor> tensors;
  private final Map<Integer, String> classes = new HashMap<>();
  private final Map<Integer, List<Piece>> byTensor = new LinkedHashMap<>();

  PeakColours(ArenaPicture picture) {
    tensors = picture.tensors();
    Map<Integer, List<Piece>> pieces = new LinkedHashMap<>();
    for (Piece piece : picture.peak()) {
      pieces.computeIfAbsent(piece.tensor(), key -> new ArrayList<>()).add(piece);
    }
    pieces.entrySet().stream()
        .sorted(Comparator.comparingLong(entry -> -bytes(entry.getValue())))
        .forEach(entry -> byTensor.put(entry.getKey(), entry.getValue()));
    for (Integer tensor : byTensor.keySet()) {
      if (tensors.get(tensor).kind() == Kind.TENSOR && classes.size() < COLOURS) {
        classes.put(tensor, "p" + classes.size());
      }
    }
  }

  /** What is live at the fullest step, the largest first. */
  Map<Integer, List<Piece>> liveAtPeak() {
    return byTensor;
  }

  /** Whether a tensor has no colour of its own. */
  boolean isMuted(int tensor) {
    return tensors.get(tensor).kind() == Kind.TENSOR && !classes.containsKey(tensor);
  }

  static long bytes(List<Piece> pieces) {
    return pieces.stream().mapToLong(Piece::bytes).sum();
  }

  String of(int tensor) {
    Tensor it = tensors.get(tensor);
    return switch (it.kind()) {
      case INPUT -> "in";
      case OUTPUT -> "out";
      case SCRATCH -> "ws";
      case TENSOR -> classes.getOrDefault(tensor, it.layer() % 2 == 0 ? "t0" : "t1");
    };
  }
}
