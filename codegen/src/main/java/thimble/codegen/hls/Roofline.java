package thimble.codegen.hls;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import thimble.codegen.report.Words;
import thimble.targets.Fpga;

/**
 * What a board could do at the most, after "Roofline" (Williams et al., 2009): operations a second
 * (a multiplication and an addition are two) by operations for each byte that goes in or out of the
 * device.
 *
 * @param streamed operations for each byte in and out, as the network streams
 * @param fetched the same if every layer fetched its tensors and weights from memory
 * @param reached operations a second of the design
 * @param single of the device with one product a multiplier and cycle
 * @param packed the same with two
 * @param portBytesPerSecond that go through the ports of the design, one way at a time
 */
public record Roofline(
    double streamed,
    double fetched,
    double reached,
    double single,
    double packed,
    long memoryBytesPerSecond,
    long portBytesPerSecond) {
  /** A product and its addition. */
  private static final int OPERATIONS = 2;

  static Roofline of(HlsReport report, int portBytes) {
    Fpga fpga = report.fpga();
    double operations = (double) OPERATIONS * report.macs();
    long fetched = 0;
    for (HlsReport.Layer layer : report.layers()) {
      fetched += layer.tensorBytes() + layer.weightBytes();
    }
    double single = (double) OPERATIONS * fpga.dsp() * fpga.clockHz();
    return new Roofline(
        operations / Math.max(1, report.streamedBytes()),
        operations / Math.max(1, fetched),
        operations * report.fps(),
        single,
        2 * single,
        fpga.memoryBytesPerSecond(),
        portBytes * fpga.clockHz());
  }

  /** What of bytes and multipliers limits the network as it streams, and what it reaches. */
  public String sentence() {
    double roof = Math.min(packed, streamed * memoryBytesPerSecond);
    return String.format(
        Locale.ROOT,
        "%s operations a second, %s of what the board can do at %s operations a byte (%s); fetched layer by layer from memory"
            + " it would be %s a byte, and memory would give %s.",
        Words.short3(reached),
        Words.percent(reached, roof),
        Words.short3(streamed),
        packed <= streamed * memoryBytesPerSecond
            ? "two products a multiplier"
            : "as fast as memory gives bytes",
        Words.short3(fetched),
        Words.short3(Math.min(packed, fetched * memoryBytesPerSecond)));
  }

  /**
   * Laid out for SVG, both axes logarithmic.
   *
   * @param roofs lines with what they are
   * @param points the design, and its layers if each fetched what it needs
   */
  public record Chart(
      int width,
      int height,
      int left,
      int right,
      int top,
      int bottom,
      List<Mark> across,
      List<Mark> up,
      List<Roof> roofs,
      List<Point> points,
      String sentence) {
    public Chart {
      across = List.copyOf(across);
      up = List.copyOf(up);
      roofs = List.copyOf(roofs);
      points = List.copyOf(points);
    }
  }

  /** A label on an axis. */
  public record Mark(String at, String label) {}

  /**
   * @param kind CSS class
   */
  public record Roof(String kind, String path, String labelX, String labelY, String label) {}

  /**
   * @param kind CSS class
   * @param title what is told when the pointer rests on it
   * @param label beside it; empty for layers
   */
  public record Point(String kind, String x, String y, String size, String title, String label) {}

  /** The chart. */
  Chart chart(HlsReport report) {
    List<double[]> layers = new ArrayList<>();
    List<String> titles = new ArrayList<>();
    for (HlsReport.Layer layer : report.layers()) {
      if (layer.macs() > 0) {
        double operations = (double) OPERATIONS * layer.macs();
        double intensity = operations / (layer.tensorBytes() + layer.weightBytes());
        double rate = operations * report.fpga().clockHz() / Math.max(1, layer.cycles());
        layers.add(new double[] {intensity, rate});
        titles.add(
            "%s (%s)\n%s operations a byte, if it fetched its tensors and weights\n%s a second while it works"
                .formatted(layer.name(), layer.op(), Words.short3(intensity), Words.short3(rate)));
      }
    }
    return new RooflineDrawing(this, layers, titles).chart();
  }
}
