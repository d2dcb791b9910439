package thimble.frontend.calibrate;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.TensorData;
import thimble.ir.ThimbleException;

/** Pictures, made to fit the model's height and width, one at a time. */
final class PictureSamples implements SampleSource {
  private final InputPort input;
  private final List<Path> files;
  private final Preprocessing preprocessing;
  private final int height;
  private final int width;
  private final int channels;
  private final boolean channelsLast;

  /**
   * @throws ThimbleException T0602 where the model takes no pictures
   */
  PictureSamples(InputPort input, List<Path> files, Preprocessing preprocessing) {
    this.input = input;
    this.files = files;
    this.preprocessing = preprocessing;
    List<Integer> shape = input.shape();
    int rank = shape.size();
    boolean last = rank >= 3 && isChannels(shape.get(rank - 1));
    boolean first = rank >= 3 && isChannels(shape.get(rank - 3));
    if (!last && !first) {
      throw new ThimbleException(
          Code.T0602,
          "pictures for a model that takes none",
          "input \"" + input.name() + "\"",
          "its shape is " + shape + ", without 1 or 3 channels",
          "samples as .npy");
    }
    channelsLast = last && (!first || preprocessing.channelsLast());
    height = shape.get(channelsLast ? rank - 3 : rank - 2);
    width = shape.get(channelsLast ? rank - 2 : rank - 1);
    channels = shape.get(channelsLast ? rank - 1 : rank - 3);
    for (List<Double> values : List.of(preprocessing.mean(), preprocessing.std())) {
      if (values.size() != 1 && values.size() != channels) {
        throw new ThimbleException(
            Code.T0602,
            "a mean or standard deviation for other channels",
            "input \"" + input.name() + "\"",
            values.size() + " numbers for " + channels + " channels",
            "one number, or one for each channel");
      }
    }
  }

  private static boolean isChannels(int extent) {
    return extent == 1 || extent == 3;
  }

  @Override
  public int count() {
    return files.size();
  }

  @Override
  public List<TensorData> sample(int index) {
    BufferedImage picture = fitted(read(files.get(index)));
    float[] values = new float[input.count()];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int rgb = picture.getRGB(x, y);
        for (int channel = 0; channel < channels; channel++) {
          int at =
              channelsLast
                  ? (y * width + x) * channels + channel
                  : (channel * height + y) * width + x;
          values[at] = preprocessing.apply(level(rgb, channel), channel);
        }
      }
    }
    return List.of(Conversions.to(input.type(), TensorData.floats(values)));
  }

  /** Red, green, blue; or for one channel the luminance of ITU-R BT.601. */
  private double level(int rgb, int channel) {
    int red = rgb >> 16 & 0xFF;
    int green = rgb >> 8 & 0xFF;
    int blue = rgb & 0xFF;
    if (channels == 1) {
      return 0.299 * red + 0.587 * green + 0.114 * blue;
    }
    return channel == 0 ? red : channel == 1 ? green : blue;
  }

  private static BufferedImage read(Path file) {
    try {
      BufferedImage picture = ImageIO.read(file.toFile());
      if (picture == null) {
        throw unreadable(file, "its content is no picture, whatever its name says");
      }
      return picture;
    } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException e) {
      // Damaged files make the decoders fail in many ways.
      throw unreadable(
          file, e instanceof IOException io ? Diagnostic.reason(io) : String.valueOf(e));
    }
  }

  private static ThimbleException unreadable(Path file, String why) {
    return new ThimbleException(
        Code.T0602, "a picture that cannot be read", file.toString(), why, "remove or replace it");
  }

  private BufferedImage fitted(BufferedImage picture) {
    double horizontal = (double) width / picture.getWidth();
    double vertical = (double) height / picture.getHeight();
    double scale =
        switch (preprocessing.resize()) {
          case STRETCH -> 0;
          case CROP -> Math.max(horizontal, vertical);
          case FIT -> Math.min(horizontal, vertical);
        };
    int toWidth = scale == 0 ? width : (int) Math.round(picture.getWidth() * scale);
    int toHeight = scale == 0 ? height : (int) Math.round(picture.getHeight() * scale);
    BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = result.createGraphics();
    canvas.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    canvas.drawImage(
        picture, (width - toWidth) / 2, (height - toHeight) / 2, toWidth, toHeight, null);
    canvas.dispose();
    return result;
  }

  @Override
  public String description() {
    return files.size() + " pictures";
  }
}
