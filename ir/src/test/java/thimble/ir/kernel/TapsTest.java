package thimble.ir.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TapsTest {
  @Test
  void tapsInsideAreExactlyThoseFromFirstToEnd() {
    for (int start = -9; start <= 9; start++) {
      for (int dilation = 1; dilation <= 4; dilation++) {
        for (int count = 1; count <= 4; count++) {
          for (int extent = 1; extent <= 6; extent++) {
            int from = Taps.from(start, dilation, count);
            int to = Taps.to(start, dilation, count, extent);
            for (int tap = 0; tap < count; tap++) {
              int cell = start + tap * dilation;
              assertThat(tap >= from && tap < to)
                  .as("start %s, dilation %s, tap %s, extent %s", start, dilation, tap, extent)
                  .isEqualTo(cell >= 0 && cell < extent);
            }
            assertThat(from).isBetween(0, count);
            assertThat(to).isBetween(0, count);
          }
        }
      }
    }
  }
}
