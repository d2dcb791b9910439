package thimble.codegen.report;

import java.util.List;

/**
 * The arena over time, as reports draw it: {@code arena.json}. Only what a picture needs is kept:
 * where a plan has more pieces than a picture can show, neighbours are one piece.
 *
 * @param arenaBytes size of the arena
 * @param steps of the plan's time
 * @param peakStep the fullest one
 * @param peakWork what runs there: {@code row 4 of "Conv_13" (depthwise_conv2d)}
 * @param live by step: bytes in use
 * @param tensors what lies in the arena at some time
 * @param pieces bytes of the arena that hold rows of one tensor for some steps
 * @param peak what is live at the fullest step, by address: exact, never merged over time
 */
public record ArenaPicture(
    long arenaBytes,
    int steps,
    int peakStep,
    String peakWork,
    List<Long> live,
    List<Tensor> tensors,
    List<Piece> pieces,
    List<Piece> peak) {
  /** What a tensor is to the network. */
  public enum Kind {
    INPUT,
    TENSOR,
    OUTPUT,
    SCRATCH
  }

  /**
   * @param name of the input, or of the layer that computes it or works there; cleaned
   * @param layer number of that layer; -1 for inputs
   * @param shape for example {@code s8[1x48x48x16]}; empty for working memory
   * @param rows that it has in all; 0 for working memory
   */
  public record Tensor(String name, Kind kind, int layer, String shape, int rows) {}

  /**
   * @param tensor index into {@code tensors}
   * @param offset first byte in the arena
   * @param firstStep from 0 on: what is there before the run is there at step 0
   * @param lastStep the last step that needs it
   * @param firstRow the first of the tensor's rows that lies there; -1 where there are none or it
   *     is not known
   * @param rows how many: {@code firstRow} and those behind it, or every so many-th of them where
   *     they take turns
   * @param lastRow the last row, {@code firstRow + rows - 1} unless they take turns
   */
  public record Piece(
      int tensor,
      long offset,
      long bytes,
      int firstStep,
      int lastStep,
      int firstRow,
      int rows,
      int lastRow) {
    public long end() {
      return offset + bytes;
    }

    boolean isLiveAt(int step) {
      return firstStep <= step && step <= lastStep;
    }

    /** Bytes by steps. */
    double area() {
      return (double) bytes * (lastStep - firstStep + 1);
    }

    /** Whether the rows come one after another, none left out. */
    boolean isRun() {
      return rows == 0 || lastRow - firstRow + 1 == rows;
    }
  }

  public ArenaPicture {
    live = List.copyOf(live);
    tensors = List.copyOf(tensors);
    pieces = List.copyOf(pieces);
    peak = List.copyOf(peak);
  }

  /** Bytes in use at the fullest step. */
  public long peakBytes() {
    return live.isEmpty() ? 0 : live.get(peakStep);
  }
}
