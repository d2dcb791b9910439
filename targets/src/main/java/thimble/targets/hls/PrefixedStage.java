package thimble.targets.hls;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A stage behind a unit that brings its input into shape. */
record PrefixedStage(Function<Folding, Unit> first, Stage rest) implements Stage {
  @Override
  public List<Folding> foldings() {
    return rest.foldings();
  }

  @Override
  public int multipliers(Folding folding) {
    return rest.multipliers(folding);
  }

  @Override
  public List<Unit> units(Folding folding) {
    List<Unit> units = new ArrayList<>();
    units.add(first.apply(folding));
    units.addAll(rest.units(folding));
    return units;
  }
}
