package thimble.targets.cortexm;

import java.util.List;
import thimble.targets.KernelTemplate;

/**
 * Model of the template {@code cortexm/wide_pointwise}: numbers of channels and pixels are
 * arguments, so that layers share it.
 *
 * @param channels what multiplies blocks of pixels, those of most pixels first; the last one leaves
 *     no pixel over
 */
public record WidePointwiseModel(List<WideChannelsModel> channels) {
  public WidePointwiseModel {
    channels = List.copyOf(channels);
  }

  public record Pixels(int pixels, String function) {}

  public List<Pixels> blocks() {
    return channels.stream()
        .map(model -> new Pixels(model.block().pixels(), model.function()))
        .toList();
  }

  public WideRescaling rescaling() {
    return channels.get(0).rescaling();
  }

  List<KernelTemplate> helpers() {
    return channels.stream().map(WideChannelsModel::template).toList();
  }

  String label() {
    StringBuilder label = new StringBuilder("wide1x1");
    channels.forEach(model -> label.append("_by").append(model.block().pixels()));
    return label.append(rescaling().suffix()).toString();
  }
}
