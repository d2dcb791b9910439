package thimble.targets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import thimble.ir.ElementType;
import thimble.ir.TensorType;
import thimble.ir.op.Not;
import thimble.ir.op.Signature;

class KernelLibrariesTest {
  @Test
  void everyProcessorHasTheReferenceKernelAtLeast() {
    Not op = new Not();
    TensorType type = TensorType.of(ElementType.BOOL, 2, 3);
    Signature signature = new Signature(List.of(type), List.of(type));
    for (Board board : Boards.all()) {
      for (String name : KernelLibraries.names()) {
        KernelLibraries libraries = KernelLibraries.named(name, board.core());
        assertThat(libraries.choose(op, signature, List.of(Optional.empty())))
            .isEqualTo(PortableLibrary.kernel(op, signature));
      }
    }
  }
}
