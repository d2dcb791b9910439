package thimble.planner.advice;

import java.util.List;
import thimble.ir.op.Window2d;

/**
 * What makes the fullest moment as full as it is, and what other architectures would save.
 *
 * @param before the network as it is
 * @param held what is live at the fullest moment, the largest first
 * @param options single changes, the one that saves most first
 * @param path changes one upon another, each the best after those before it
 */
public record Advice(Figures before, List<Held> held, List<Option> options, List<Option> path) {
  /**
   * What a network needs.
   *
   * @param arena bytes
   * @param macs multiply-accumulates of one inference
   * @param receptiveField rows of the input that the last convolution sees
   */
  public record Figures(long arena, long macs, int receptiveField) {}

  /**
   * A tensor at the fullest moment.
   *
   * @param value its id
   * @param bytes live then
   * @param rows of it that are live then
   * @param ofRows rows in all
   * @param readers ids of the results of the layers that still need it
   */
  public record Held(String value, long bytes, int rows, int ofRows, List<String> readers) {
    public Held {
      readers = List.copyOf(readers);
    }
  }

  /**
   * A change, and what the network needs with it (and with those before it on a path).
   *
   * @param windows that become others, those before it on a path not counted
   */
  public record Option(Change change, Figures after, List<NewWindow> windows) {
    public Option {
      windows = List.copyOf(windows);
    }
  }

  /**
   * @param layer id of the result of the layer
   */
  public record NewWindow(String layer, Window2d before, Window2d after) {}

  public Advice {
    held = List.copyOf(held);
    options = List.copyOf(options);
    path = List.copyOf(path);
  }
}
