package thimble.frontend.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.ThimbleException;

class NpyTest {
  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(value = ElementType.class, mode = EnumSource.Mode.EXCLUDE, names = "S4")
  void whatIsWrittenIsRead(ElementType type) throws Exception {
    byte[] bytes = new byte[6 * type.bytes()];
    new Random(3).nextBytes(bytes);
    for (List<Integer> shape : List.of(List.of(6), List.of(2, 3), List.of(1, 1, 6, 1))) {
      Npy array = new Npy(shape, TensorData.fromLittleEndian(type, bytes));
      Path file = directory.resolve("a.npy");
      array.write(file);
      assertThat(Npy.read(file)).isEqualTo(array);
    }
  }

  @Test
  void everyCutIsDiagnosed() throws Exception {
    Path file = directory.resolve("b.npy");
    new Npy(List.of(2, 2), TensorData.floats(1, 2, 3, 4)).write(file);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Npy.read(file)).isInstanceOf(ThimbleException.class);
    }
  }

  @Test
  void hugeShapesAreRefusedBeforeAllocation() throws Exception {
    Path file = directory.resolve("c.npy");
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 4), }\n";
    byte[] bytes = new byte[10 + header.length()];
    System.arraycopy(
        new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0},
        0,
        bytes,
        0,
        10);
    System.arraycopy(header.getBytes(), 0, bytes, 10, header.length());
    Files.write(file, bytes);
    assertThatThrownBy(() -> Npy.read(file))
        .hasMessageContaining("does not hold what its header says");
  }
}
