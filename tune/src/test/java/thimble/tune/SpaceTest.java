package thimble.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import thimble.frontend.calibrate.Calibrator;
import thimble.frontend.quantize.QuantizeOptions;

class SpaceTest {
  static Space space(String... fixed) {
    return Space.of(new Space.Wishes(QuantizeOptions.DEFAULT, Set.of(fixed), 0));
  }

  @Test
  void everyConfigurationHasANumberOfItsOwn() {
    Space space = space();
    assertThat(space.size()).isGreaterThanOrEqualTo(400);
    Set<Configuration> configurations = new HashSet<>();
    Set<String> labels = new HashSet<>();
    for (int i = 0; i < space.size(); i++) {
      assertThat(space.index(space.choices(i))).isEqualTo(i);
      configurations.add(space.configuration(i));
      labels.add(space.labels(i).toString());
    }
    assertThat(configurations).hasSize(space.size());
    assertThat(labels).hasSize(space.size());
  }

  @Test
  void whatIsDecidedIsNotSearched() {
    QuantizeOptions base = QuantizeOptions.DEFAULT.withCalibrator(Calibrator.ENTROPY);
    Space space = Space.of(new Space.Wishes(base, Set.of("ranges", "bias"), 0));
    assertThat(space.size()).isEqualTo(space().size() / 21);
    for (int i = 0; i < space.size(); i++) {
      assertThat(space.configuration(i).options().calibrator()).isEqualTo(Calibrator.ENTROPY);
      assertThat(space.configuration(i).options().corrected()).isTrue();
      assertThat(space.labels(i)).doesNotContainKeys("ranges", "bias");
    }
  }

  @Test
  void aBudgetDecidesTheWidths() {
    Space space = Space.of(new Space.Wishes(QuantizeOptions.DEFAULT, Set.of(), 1000));
    assertThat(space.size()).isEqualTo(space().size() / 3);
    assertThat(space.configuration(0).share()).isEqualTo(1);
  }

  @Test
  void mistakesAreTold() {
    assertThatThrownBy(() -> space("colour")).hasMessageContaining("colour");
    assertThatThrownBy(() -> space().choices(space().size())).hasMessageContaining("of");
    assertThatThrownBy(() -> space().choices(-1)).hasMessageContaining("-1");
  }
}
