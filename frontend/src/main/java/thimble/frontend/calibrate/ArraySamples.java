package thimble.frontend.calibrate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import thimble.frontend.data.NpyFile;
import thimble.ir.Code;
import thimble.ir.TensorData;
import thimble.ir.ThimbleException;

/** Samples in NumPy files: all of them in one, or one or several in each. */
final class ArraySamples implements SampleSource {
  /** Where one sample's part lies. */
  private record Place(NpyFile file, long from) {}

  private final List<InputPort> inputs;

  /** By input, by sample. */
  private final List<List<Place>> places = new ArrayList<>();

  private final Preprocessing preprocessing;
  private final String description;

  /**
   * @param files by input; the files of one input one after another
   * @throws ThimbleException T0602 where they do not fit the model
   */
  ArraySamples(
      List<InputPort> inputs,
      List<List<Path>> files,
      Preprocessing preprocessing,
      String description) {
    this.inputs = inputs;
    this.preprocessing = preprocessing;
    this.description = description;
    for (int i = 0; i < inputs.size(); i++) {
      List<Place> found = new ArrayList<>();
      for (Path file : files.get(i)) {
        addPlaces(inputs.get(i), NpyFile.open(file), found);
      }
      places.add(found);
      if (found.size() != places.get(0).size()) {
        throw new ThimbleException(
            Code.T0602,
            "the samples of the inputs do not go together",
            "",
            "\""
                + inputs.get(0).name()
                + "\" has "
                + places.get(0).size()
                + ", \""
                + inputs.get(i).name()
                + "\" has "
                + found.size(),
            "as many samples for each input");
      }
    }
  }

  private static void addPlaces(InputPort input, NpyFile file, List<Place> places) {
    long each = input.count();
    if (file.count() == 0 || file.count() % each != 0 || !fits(input.shape(), file.shape())) {
      throw new ThimbleException(
          Code.T0602,
          "samples do not fit the model",
          file.file().toString(),
          "an array of shape "
              + file.shape()
              + ", but \""
              + input.name()
              + "\" has shape "
              + input.shape(),
          "one sample, or several along a new first axis");
    }
    for (long from = 0; from < file.count(); from += each) {
      places.add(new Place(file, from));
    }
  }

  /** Whether extents but for leading ones agree, the first being a number of samples. */
  private static boolean fits(List<Integer> wanted, List<Integer> found) {
    List<Integer> sample = withoutOnes(wanted);
    List<Integer> array = withoutOnes(found);
    if (array.equals(sample)) {
      return true;
    }
    return found.size() > 0
        && (withoutOnes(found.subList(1, found.size())).equals(sample)
            || found.size() == 1 && wanted.size() <= 2);
  }

  private static List<Integer> withoutOnes(List<Integer> shape) {
    return shape.stream().filter(extent -> extent != 1).toList();
  }

  @Override
  public int count() {
    return places.get(0).size();
  }

  @Override
  public List<TensorData> sample(int index) {
    List<TensorData> tensors = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Place place = places.get(i).get(index);
      TensorData data = place.file().read(place.from(), inputs.get(i).count());
      tensors.add(Conversions.prepared(inputs.get(i).type(), data, preprocessing));
    }
    return tensors;
  }

  @Override
  public String description() {
    return description;
  }
}
