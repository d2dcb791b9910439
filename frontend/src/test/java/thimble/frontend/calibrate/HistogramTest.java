package thimble.frontend.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramTest {
  @Test
  void doesNotDependOnTheOrder() {
    float[] values = {1e-3f, 5, -700, 0, 0.25f, 3e5f, -1e-6f};
    Histogram forth = new Histogram();
    Histogram back = new Histogram();
    forth.add(values);
    for (int i = values.length - 1; i >= 0; i--) {
      back.add(new float[] {values[i]});
    }
    for (int i = 0; i < forth.bins(); i++) {
      assertThat(forth.bin(i)).isEqualTo(back.bin(i));
    }
    assertThat(forth.min()).isEqualTo(-700f);
    assertThat(forth.max()).isEqualTo(3e5f);
    assertThat(forth.zeros()).isEqualTo(1);
  }

  @Test
  void countsWhatIsNoNumber() {
    Histogram histogram = new Histogram();
    histogram.add(new float[] {Float.NaN, Float.POSITIVE_INFINITY, 1});
    assertThat(histogram.bad()).isEqualTo(2);
    assertThat(histogram.count()).isEqualTo(1);
  }

  /** One number in 100,000 lies far out: all but min-max leave it outside. */
  @Test
  void outliersAreCutOff() {
    Histogram histogram = new Histogram();
    Random random = new Random(1);
    float[] values = new float[100_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    values[5] = 40;
    histogram.add(values);
    assertThat(Calibrator.MINMAX.range(histogram, 256, Calibrator.USUAL_PERCENTILE).high())
        .isEqualTo(40);
    assertThat(Calibrator.PERCENTILE.range(histogram, 256, Calibrator.USUAL_PERCENTILE).high())
        .isCloseTo(3.7, within(0.4));
    assertThat(Calibrator.MSE.range(histogram, 256, Calibrator.USUAL_PERCENTILE).high())
        .isLessThan(36);
    assertThat(Calibrator.ENTROPY.range(histogram, 256, Calibrator.USUAL_PERCENTILE).high())
        .isLessThan(25);
  }

  @Test
  void nothingSeen() {
    for (Calibrator calibrator : Calibrator.values()) {
      Histogram histogram = new Histogram();
      histogram.add(new float[16]);
      assertThat(calibrator.range(histogram, 256, Calibrator.USUAL_PERCENTILE))
          .isEqualTo(new Range(0, 0));
    }
  }
}
