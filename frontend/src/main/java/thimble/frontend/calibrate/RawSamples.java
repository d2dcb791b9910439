package thimble.frontend.calibrate;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.ThimbleException;

/** Samples as nothing but their numbers, little endian, one behind the other. */
final class RawSamples implements SampleSource {
  private record Place(Path file, long from) {}

  private final InputPort input;
  private final ElementType type;
  private final Preprocessing preprocessing;
  private final List<Place> places = new ArrayList<>();
  private final String description;

  RawSamples(
      InputPort input,
      List<Path> files,
      ElementType type,
      Preprocessing preprocessing,
      String description) {
    this.input = input;
    this.type = type;
    this.preprocessing = preprocessing;
    this.description = description;
    long each = (long) input.count() * type.bytes();
    for (Path file : files) {
      long size = size(file);
      if (size == 0 || size % each != 0) {
        throw new ThimbleException(
            Code.T0602,
            "samples do not fit the model",
            file.toString(),
            size
                + " bytes, but a sample of "
                + input.shape()
                + " in "
                + type.text()
                + " has "
                + each,
            "--raw u8, s8, s16 or f32 says what the numbers are");
      }
      for (long from = 0; from < size; from += each) {
        places.add(new Place(file, from));
      }
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static ThimbleException unreadable(Path file, IOException e) {
    return new ThimbleException(
        Code.T0602, "a sample cannot be read", file.toString(), Diagnostic.reason(e), "");
  }

  @Override
  public int count() {
    return places.size();
  }

  @Override
  public List<TensorData> sample(int index) {
    Place place = places.get(index);
    byte[] bytes = new byte[input.count() * type.bytes()];
    try (RandomAccessFile access = new RandomAccessFile(place.file().toFile(), "r")) {
      access.seek(place.from());
      access.readFully(bytes);
    } catch (IOException e) {
      throw unreadable(place.file(), e);
    }
    TensorData stored = TensorData.fromLittleEndian(type, bytes);
    return List.of(Conversions.prepared(input.type(), stored, preprocessing));
  }

  @Override
  public String description() {
    return description;
  }
}
