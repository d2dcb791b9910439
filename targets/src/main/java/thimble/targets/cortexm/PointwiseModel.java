package thimble.targets.cortexm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.targets.KernelTemplate;

/**
 * Model of the template {@code cortexm/pointwise}: numbers of channels and pixels are arguments, so
 * that layers share it.
 *
 * @param wide what does three pixels at a time, where there is room for three
 * @param narrow what does two
 * @param aligned whether the number of input channels is a multiple of 4
 */
public record PointwiseModel(
    Optional<ChannelsModel> wide, Optional<ChannelsModel> narrow, boolean aligned) {

  List<KernelTemplate> helpers() {
    return models().stream().map(ChannelsModel::template).toList();
  }

  private List<ChannelsModel> models() {
    List<ChannelsModel> models = new ArrayList<>();
    wide.ifPresent(models::add);
    narrow.ifPresent(models::add);
    return models;
  }

  private ChannelsModel first() {
    return models().get(0);
  }

  String label() {
    StringBuilder label = new StringBuilder("conv1x1");
    models().forEach(model -> label.append("_by").append(model.block().pixels()));
    label.append(bytes() ? "_bytes" : "").append(aligned ? "" : "_padded");
    label.append(first().packed() ? "_4bit" : "");
    return label.append(rescaling().suffix()).toString();
  }

  public Block block() {
    return first().block();
  }

  public boolean bytes() {
    return first().bytes();
  }

  public String inputType() {
    return first().inputType();
  }

  public Rescaling rescaling() {
    return first().rescaling();
  }

  /** Whether both widths are there. */
  public boolean pairs() {
    return wide.isPresent() && narrow.isPresent();
  }

  /**
   * @param condition on the number of pixels that are left
   * @param overlaps whether a single pixel may be left, which is computed with the one before
   */
  public record Pixels(int pixels, String condition, boolean overlaps, String function) {}

  public List<Pixels> blocks() {
    List<Pixels> blocks = new ArrayList<>();
    wide.ifPresent(
        model ->
            blocks.add(
                new Pixels(3, pairs() ? "> 4 || pixels == 3" : "> 0", false, model.function())));
    narrow.ifPresent(model -> blocks.add(new Pixels(2, "> 0", wide.isEmpty(), model.function())));
    return blocks;
  }

  /** The function that brings pixels into the order of {@link ChannelsModel}. */
  public String copyFunction(Pixels block) {
    return "dsp_%s_%d%s"
        .formatted(bytes() ? "copy" : "widen", block.pixels(), aligned ? "" : "_padded");
  }
}
