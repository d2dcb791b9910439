package thimble.targets.plain;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import thimble.targets.cortexm.HighRescaling;
import thimble.targets.cortexm.Rescale;

/**
 * Model of the template {@code plain/depthwise}. Cells of the strip have fixed places, so that
 * every offset is part of an instruction; layers with equal windows and strips share the function.
 *
 * @param rows of the window
 * @param columns of the window
 * @param stride along a row
 * @param dilation along a row
 * @param lanes channels of the strip
 * @param block outputs that are summed at a time
 * @param blocks of a strip
 */
public record DepthwiseModel(
    int rows,
    int columns,
    int stride,
    int dilation,
    int lanes,
    int block,
    int blocks,
    Rescale rescaling) {
  String label() {
    return "depthwise%dx%d_stride%d%s_%dx%d_by%d%s%s"
        .formatted(
            rows,
            columns,
            stride,
            dilation > 1 ? "_dilation" + dilation : "",
            blocks,
            block,
            lanes,
            rescaling instanceof HighRescaling ? "_high" : "",
            rescaling.suffix());
  }

  public int taps() {
    return rows * columns;
  }

  /** Outputs of a strip. */
  public int outputs() {
    return block * blocks;
  }

  /** Cells of a row of the strip. */
  public int cells() {
    return cells(outputs());
  }

  private int cells(int outputsInRow) {
    return (outputsInRow - 1) * stride + (columns - 1) * dilation + 1;
  }

  int stripBytes() {
    return rows * cells() * lanes;
  }

  /** Bytes from a block to the next. */
  public int advance() {
    return block * stride * lanes;
  }

  /**
   * A product that is added to a sum: of the step's cell and a weight.
   *
   * @param first whether the sum begins with it
   */
  public record Product(String sum, int tap, boolean first) {}

  /**
   * A load: of a weight, or of a cell and what is done with it.
   *
   * @param weight whether it is a weight
   * @param tap which weight
   * @param cell name of the cell's variable
   * @param offset of the cell in the strip
   */
  public record Step(boolean weight, int tap, String cell, int offset, List<Product> products) {}

  /** Row by row a row's weights, then its cells from left to right. */
  public List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        steps.add(new Step(true, row * columns + column, "", 0, List.of()));
      }
      for (int cell = 0; cell < cells(block); cell++) {
        List<Product> products = products(row, cell);
        if (!products.isEmpty()) {
          String name = "x" + row + "_" + cell;
          steps.add(new Step(false, 0, name, (row * cells() + cell) * lanes, products));
        }
      }
    }
    return steps;
  }

  private List<Product> products(int row, int cell) {
    List<Product> products = new ArrayList<>();
    for (int output = 0; output < block; output++) {
      int from = cell - output * stride;
      if (from >= 0 && from % dilation == 0 && from / dilation < columns) {
        int tap = row * columns + from / dilation;
        products.add(new Product("sum" + output, tap, tap == 0));
      }
    }
    return products;
  }

  /**
   * @param text the sum as an output, in C
   */
  public record Sum(int output, String name, String text) {}

  public List<Sum> sums() {
    return IntStream.range(0, block)
        .mapToObj(output -> new Sum(output, "sum" + output, text("sum" + output)))
        .toList();
  }

  private String text(String sum) {
    String raised =
        rescaling instanceof HighRescaling ? "(int32_t)((uint32_t)" + sum + " << 8)" : sum;
    return rescaling.output(raised + " + (" + rescaling.bias("entry", 0) + ")", "entry", 0);
  }
}
