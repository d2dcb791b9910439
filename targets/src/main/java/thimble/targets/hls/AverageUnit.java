package thimble.targets.hls;

import java.util.List;
import java.util.function.ToLongFunction;

/** Sums of windows become their means. */
record AverageUnit(AverageCells cells, int images, int folds, int lanes, int sumBits, int outBits)
    implements Unit {
  @Override
  public String template() {
    return "average";
  }

  @Override
  public List<Parameter> parameters() {
    int kept = cells.scales().stream().mapToInt(Scale::keptBits).max().orElse(1);
    return List.of(
        new Parameter("images", images, "one after another"),
        new Parameter("height", cells.rowKinds().length, "rows of an image's result"),
        new Parameter("width", cells.columnKinds().length, "columns of the result"),
        new Parameter("folds", folds, "words of a pixel"),
        new Parameter("lanes", lanes, "channels of a word"),
        new Parameter("kinds", cells.scales().size(), "of windows, by the cells that count"),
        new Parameter("column_kinds", cells.columnKindCount(), "of them in a row"),
        new Parameter("sum_bits", sumBits, "of a sum"),
        new Parameter("kept_bits", kept, "of a sum with its bias: what is larger saturates"),
        new Parameter(
            "product_bits", Scale.productBits(cells.scales(), kept), "of a sum times its factor"),
        new Parameter("out_bits", outBits, "of a result"));
  }

  @Override
  public List<Table> tables() {
    List<Scale> scales = cells.scales();
    return List.of(
        Table.of("row_kind", "unsigned short", cells.rowKinds()),
        Table.of("column_kind", "unsigned short", cells.columnKinds()),
        Table.of("bias", "int", cells.bias()),
        new Table("factor", "unsigned", List.of(scales.size()), values(Scale::factor), false),
        new Table("offset", "long long", List.of(scales.size()), values(Scale::offset), false),
        new Table("shift", "unsigned char", List.of(scales.size()), values(Scale::shift), false));
  }

  private long[] values(ToLongFunction<Scale> of) {
    return cells.scales().stream().mapToLong(of).toArray();
  }

  private long words() {
    return (long) images * cells.rowKinds().length * cells.columnKinds().length * folds;
  }

  @Override
  public List<Flow> inputs() {
    return List.of(new Flow(lanes, sumBits, words()));
  }

  @Override
  public List<Flow> outputs() {
    return List.of(new Flow(lanes, outBits, words()));
  }

  @Override
  public Steps steps() {
    return Steps.regular(words(), at -> true, at -> true);
  }

  @Override
  public int latency() {
    return 6;
  }
}
