package thimble.targets.hls;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.targets.Fpga;

/**
 * Gives out what the taps of a deformable window read: as {@link WindowUnit}, from a buffer of all
 * the rows that an offset can reach. When a cell may come and when it must be there follows from
 * that reach, never from an offset; so nothing about the streams depends on data.
 *
 * @param outer parts of the channels that are given out one after another, each with all its taps
 * @param inner words of such a part
 */
record DeformUnit(DeformTaps taps, int outer, int inner, int lanes, int bits) implements Unit {
  /** Iterations after a pixel until cells that only it read are overwritten. */
  static final int LAG = 12;

  /** Pixels whose offsets have room. */
  static final int WAITING = 4;

  /** Look-up tables for a bit of 256 entries. */
  private static final double TABLE = 4;

  /** Look-up tables of the position of a tap. */
  private static final int POSITION = 200;

  @Override
  public String template() {
    return taps.masked() ? "deform_masked" : "deform";
  }

  @Override
  public String file() {
    return "deform";
  }

  int folds() {
    return outer * inner;
  }

  /** Parts of the buffer that are read at once, down and to the right: between four cells. */
  private int banks() {
    return taps.blends() ? 2 : 1;
  }

  /** Whether all of the image is in the buffer. */
  boolean isWhole() {
    return taps.rows().cells() >= taps.height();
  }

  /** Rows of the buffer: those that taps can reach, as many in each bank. */
  int rows() {
    int rows = Math.min(taps.rows().cells(), taps.height());
    return (rows + banks() - 1) / banks() * banks();
  }

  private int columns() {
    return (taps.width() + banks() - 1) / banks();
  }

  /** Bytes of the buffer. */
  long bufferBytes() {
    return (long) rows() * columns() * banks() * folds() * lanes * bits / Byte.SIZE;
  }

  @Override
  public List<Parameter> parameters() {
    int top = -taps.window().padTop() + taps.rows().first();
    return List.of(
        new Parameter("height", taps.height(), "rows of the image"),
        new Parameter("width", taps.width(), "columns of the image"),
        new Parameter("outer", outer, "parts of the channels, each with all its taps"),
        new Parameter("inner", inner, "words of such a part"),
        new Parameter("lanes", lanes, "channels of a word"),
        new Parameter("bits", bits, "of a channel"),
        new Parameter("padding", taps.padding(), "value of cells outside of the image"),
        new Parameter("kernel_height", taps.window().kernelHeight(), ""),
        new Parameter("kernel_width", taps.window().kernelWidth(), ""),
        new Parameter("stride_y", taps.window().strideY(), ""),
        new Parameter("stride_x", taps.window().strideX(), ""),
        new Parameter("dilation_y", taps.window().dilationY(), ""),
        new Parameter("dilation_x", taps.window().dilationX(), ""),
        new Parameter("pad_top", taps.window().padTop(), ""),
        new Parameter("pad_left", taps.window().padLeft(), ""),
        new Parameter("out_height", taps.outHeight(), "rows of the result"),
        new Parameter("out_width", taps.outWidth(), "columns of the result"),
        new Parameter("square", taps.square() ? 1 : 0, "1: an offset pushes all taps outwards"),
        new Parameter("numbers", taps.square() ? 1 : 2, "of a word of offsets"),
        new Parameter("offset_words", taps.offsetWords(), "of a pixel"),
        new Parameter("groups", taps.offsetGroups(), "of channels that share offsets"),
        new Parameter("share", taps.share() / lanes, "words of such a group"),
        new Parameter("first_row", taps.rows().first(), "that a tap reaches, from the window's"),
        new Parameter("reach_rows", taps.rows().cells(), "how many"),
        new Parameter("first_column", taps.columns().first(), ""),
        new Parameter("reach_columns", taps.columns().cells(), ""),
        new Parameter("banks", banks(), "2: taps lie between cells"),
        new Parameter("rows", rows(), "of the buffer"),
        new Parameter("columns", columns(), "of a bank"),
        new Parameter("whole", isWhole() ? 1 : 0, "1: all of the image fits"),
        new Parameter("first_slot", isWhole() ? 0 : Math.floorMod(top, rows()), "of first_row"),
        new Parameter("lag", LAG, "iterations until what a pixel read may be overwritten"),
        new Parameter("waiting", WAITING, "pixels whose offsets have room"),
        new Parameter("iterations", iterations(), "of the whole image"));
  }

  @Override
  public List<Table> tables() {
    List<Table> tables = new ArrayList<>();
    tables.add(Table.of("cells", "int", taps.cells()));
    if (taps.masked()) {
      tables.add(Table.of("factors", "int", taps.factors()));
    }
    return tables;
  }

  @Override
  public List<Flow> inputs() {
    List<Flow> flows = new ArrayList<>();
    flows.add(new Flow(lanes, bits, (long) taps.height() * taps.width() * folds()));
    flows.add(
        new Flow(taps.square() ? 1 : 2, Layer.BITS, (long) taps.pixels() * taps.offsetWords()));
    if (taps.masked()) {
      long words = (long) taps.pixels() * taps.offsetGroups() * taps.taps();
      flows.add(new Flow(1, Layer.BITS, words));
    }
    return flows;
  }

  @Override
  public List<Flow> outputs() {
    return List.of(new Flow(lanes, bits, (long) taps.pixels() * taps.taps() * folds()));
  }

  /** The rows until the first window is whole, then as much as goes in or out by output row. */
  @Override
  public long estimate() {
    long row = (long) taps.width() * folds();
    long words = row * taps.height();
    int below = taps.rows().first() + taps.rows().cells() - 1 - taps.window().padTop();
    long fill = Math.min(words, Math.max(0, below) * row);
    long out = (long) taps.outWidth() * taps.taps() * folds();
    return fill
        + taps.outHeight() * Math.max(out, Math.min(taps.window().strideY() * row, words - fill));
  }

  @Override
  public int latency() {
    return LAG;
  }

  @Override
  public Optional<long[][]> values(long[][] inputs) {
    int part = inner * lanes;
    long[] mask = taps.masked() ? inputs[2] : new long[0];
    int offsets = taps.offsetWords() * (taps.square() ? 1 : 2);
    long[] given = new long[(int) outputs().get(0).values()];
    int at = 0;
    for (int pixel = 0; pixel < taps.pixels(); pixel++) {
      for (int of = 0; of < outer; of++) {
        for (int tap = 0; tap < taps.taps(); tap++) {
          for (int channel = of * part; channel < (of + 1) * part; channel++) {
            given[at++] =
                taps.sample(inputs[0], pixel, tap, channel, inputs[1], pixel * offsets, mask);
          }
        }
      }
    }
    return Optional.of(new long[][] {given});
  }

  @Override
  public Steps steps() {
    return new DeformSteps(this);
  }

  /** Three products a channel where taps lie between cells, one more with masks. */
  @Override
  public Resources resources(Fpga fpga) {
    int width = lanes * bits;
    Resources bank = Resources.memory(width, (long) rows() / banks() * columns() * folds());
    Resources sum =
        Resources.luts(4 * CONTROL + POSITION + 2.0 * width)
            .plus(bank.times(banks() * banks()))
            .plus(Resources.memory(inputs().get(1).width(), (long) WAITING * taps.offsetWords()));
    Resources lane = Resources.NONE;
    if (taps.blends()) {
      lane =
          lane.plus(Resources.dsps(2 * Resources.product(9, 9, fpga)))
              .plus(Resources.dsps(Resources.product(18, 9, fpga)))
              .plus(Resources.luts(80));
    }
    if (taps.masked()) {
      int sumBits = taps.blends() ? 26 : 10;
      lane =
          lane.plus(Resources.dsps(Resources.product(sumBits, taps.factorBits(), fpga)))
              .plus(Resources.luts(40));
    }
    for (Table table : tables()) {
      sum = sum.plus(Resources.luts(2 * table.bits() * TABLE));
    }
    return sum.plus(lane.times(lanes));
  }
}
