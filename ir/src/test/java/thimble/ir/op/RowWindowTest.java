package thimble.ir.op;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowWindowTest {
  @Test
  void slidingWindowsNameTheRowsOfTheirTaps() {
    for (Window2d window : Windows.grid(31, 80, 7, 7)) {
      RowWindow rows = window.rows(7);
      int height = window.outputHeight(7);
      for (int row = 0; row < 3 * height; row++) {
        for (int tap = 0; tap < window.kernelHeight(); tap++) {
          int y = row % height * window.strideY() - window.padTop() + tap * window.dilationY();
          int expected = y < 0 || y >= 7 ? -1 : row / height * 7 + y;
          assertThat(rows.row(row, tap)).as("%s, row %s", window, row).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void clampedWindowsStayInsideTheirImage() {
    RowWindow rows = new RowWindow(2, 1, -1, 2, 0, 1, true, 3, 6);
    // floor((y - 1) / 2) and the row after it, for y = 0 ... 5.
    int[][] expected = {{0, 0}, {0, 1}, {0, 1}, {1, 2}, {1, 2}, {2, 2}};
    for (int y = 0; y < 12; y++) {
      for (int tap = 0; tap < 2; tap++) {
        assertThat(rows.row(y, tap)).isEqualTo(y / 6 * 3 + expected[y % 6][tap]);
      }
    }
  }

  @Test
  void sameRowsAndAllRowsAreTold() {
    assertThat(RowWindow.same().row(17, 0)).isEqualTo(17);
    assertThat(RowWindow.same().isSame()).isTrue();
    assertThat(RowWindow.all().isAll()).isTrue();
    assertThat(RowWindow.sliding(1, 1, 1, 0, 4, 4).isAll()).isFalse();
  }
}
