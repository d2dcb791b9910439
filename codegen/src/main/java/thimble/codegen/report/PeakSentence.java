package thimble.codegen.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.codegen.report.ArenaPicture.Kind;
import thimble.codegen.report.ArenaPicture.Piece;
import thimble.codegen.report.ArenaPicture.Tensor;

/** What fills the arena at its fullest, in a sentence. */
final class PeakSentence {
  private PeakSentence() {}

  static String of(Report report, ArenaPicture picture, PeakColours colours) {
    long peak = Math.max(1, picture.peakBytes());
    StringBuilder text = new StringBuilder("The arena is fullest at step ");
    text.append(Words.number(picture.peakStep())).append(" of ");
    text.append(Words.number(picture.steps())).append(", where ").append(picture.peakWork());
    text.append(" runs: ").append(Words.bytes(picture.peakBytes())).append(" are in use: ");
    List<String> parts = new ArrayList<>();
    long[] byKind = new long[Kind.values().length];
    int[] tensors = new int[Kind.values().length];
    colours
        .liveAtPeak()
        .forEach(
            (tensor, pieces) -> {
              int kind = picture.tensors().get(tensor).kind().ordinal();
              byKind[kind] += PeakColours.bytes(pieces);
              tensors[kind]++;
            });
    boolean whole =
        colours.liveAtPeak().entrySet().stream()
            .allMatch(it -> isWhole(picture.tensors().get(it.getKey()), it.getValue()));
    for (Kind kind : Kind.values()) {
      if (byKind[kind.ordinal()] > 0) {
        int count = tensors[kind.ordinal()];
        parts.add(Words.percent(byKind[kind.ordinal()], peak) + " " + plural(kind, count, whole));
      }
    }
    text.append(String.join(", ", parts)).append('.');
    if (2 * byKind[Kind.INPUT.ordinal()] > peak) {
      text.append(" Most of it is the input, which stands there until its rows have been read:");
      text.append(" handed in by rows (--input rows) it never does.");
    }
    largest(picture, colours).ifPresent(text::append);
    long lost = report.ram().arena() - report.ram().peak();
    if (lost > 0) {
      text.append(" Gaps between what is in use cost ").append(Words.bytes(lost)).append('.');
    }
    return text.toString();
  }

  /** What the largest of the tensors keeps. */
  private static Optional<String> largest(ArenaPicture picture, PeakColours colours) {
    for (var entry : colours.liveAtPeak().entrySet()) {
      Tensor tensor = picture.tensors().get(entry.getKey());
      String rows = Words.rows(tensor, entry.getValue());
      if (tensor.kind() == Kind.TENSOR && !rows.isEmpty()) {
        long bytes = PeakColours.bytes(entry.getValue());
        return Optional.of(
            " The largest tensor is \"%s\": %s, %s."
                .formatted(Words.what(tensor), rows, Words.bytes(bytes)));
      }
    }
    return Optional.empty();
  }

  private static boolean isWhole(Tensor tensor, List<Piece> pieces) {
    return tensor.kind() != Kind.TENSOR
        || pieces.stream().mapToInt(Piece::rows).sum() == tensor.rows();
  }

  private static String plural(Kind kind, int count, boolean whole) {
    return switch (kind) {
      case INPUT -> count == 1 ? "the input" : count + " inputs";
      case TENSOR ->
          count == 1
              ? (whole ? "one tensor" : "rows of one tensor")
              : (whole ? "" : "rows of ") + count + " tensors";
      case OUTPUT -> count == 1 ? "the output" : count + " outputs";
      case SCRATCH -> "working memory of kernels";
    };
  }
}
