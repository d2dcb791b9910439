package thimble.ir.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import thimble.ir.ElementType;
import thimble.ir.Port;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.Value;

class PortsTest {
  @Test
  void channelsMoveLastAndBack() {
    Value value = new Value("x", TensorType.of(ElementType.F32, 1, 2, 2, 3));
    Port port = new Port(value, "x", List.of(1, 3, 2, 2), List.of(0, 2, 3, 1), false);
    TensorData model = TensorData.floats(0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23);
    TensorData graph = Ports.toGraph(port, model);
    assertThat(graph).isEqualTo(TensorData.floats(0, 10, 20, 1, 11, 21, 2, 12, 22, 3, 13, 23));
    assertThat(Ports.toModel(port, graph)).isEqualTo(model);
  }

  @Test
  void quantizationRoundsHalfAwayFromZeroAndClamps() {
    TensorType type =
        TensorType.quantized(ElementType.S8, List.of(6), Quantization.perTensor(0.5f, 3));
    Port port = new Port(new Value("x", type), "x", List.of(6), List.of(), true);
    TensorData graph =
        Ports.toGraph(port, TensorData.floats(0.25f, -0.25f, 0.24f, 1000, -1000, Float.NaN));
    assertThat(graph)
        .isEqualTo(
            TensorData.bytes((byte) 4, (byte) 2, (byte) 3, (byte) 127, (byte) -128, (byte) 3));
    assertThat(Ports.toModel(port, graph))
        .isEqualTo(TensorData.floats(0.5f, -0.5f, 0, 62, -65.5f, 0));
  }
}
