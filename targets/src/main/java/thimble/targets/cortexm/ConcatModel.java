package thimble.targets.cortexm;

import java.util.ArrayList;
import java.util.List;

/** Model of the template {@code cortexm/concat}. */
public record ConcatModel(List<Source> sources) {
  /**
   * @param name of the parameter
   * @param from the pointer that goes over it
   * @param run the parameter that holds the bytes of a run
   */
  public record Source(String name, String from, String run) {}

  public ConcatModel {
    sources = List.copyOf(sources);
  }

  static ConcatModel of(int count) {
    List<Source> sources = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sources.add(new Source(i == 0 ? "src" : "src" + i, "from" + i, "run" + i));
    }
    return new ConcatModel(sources);
  }
}
