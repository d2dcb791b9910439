package thimble.targets.hls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where the elements of a result come from, where nothing is computed: the index of the source is a
 * sum with a term for each axis of the result.
 *
 * <pre>  y[a, b, c] = x[axes[0][a] + axes[1][b] + axes[2][c]],  padding where a term is NOWHERE
 * </pre>
 *
 * @param sourceCount elements of the source
 * @param axes of the result, outermost first; at least one
 */
record SourceMap(int sourceCount, List<int[]> axes) {
  /** A term of elements that come from nowhere: padding. */
  static final int NOWHERE = -1;

  /** Elements of a result whose sources may be listed one by one. */
  private static final int MOST_LISTED = 1 << 16;

  SourceMap {
    axes = List.copyOf(axes);
  }

  static SourceMap of(int sourceCount, int[]... axes) {
    return new SourceMap(sourceCount, merged(Arrays.asList(axes)));
  }

  /**
   * @param shape of the result
   * @param source index of each of its elements, or NOWHERE
   * @return empty where that is no sum over axes, and too long to be listed
   */
  static Optional<SourceMap> of(int sourceCount, List<Integer> shape, int[] source) {
    Optional<List<int[]>> terms = terms(shape, source);
    if (terms.isPresent()) {
      return Optional.of(new SourceMap(sourceCount, merged(terms.get())));
    }
    return source.length > MOST_LISTED
        ? Optional.empty()
        : Optional.of(new SourceMap(sourceCount, List.of(source.clone())));
  }

  /** Elements of the result. */
  int count() {
    return axes.stream().mapToInt(axis -> axis.length).reduce(1, (a, b) -> a * b);
  }

  private static Optional<List<int[]>> terms(List<Integer> shape, int[] source) {
    int some = 0;
    while (some < source.length && source[some] == NOWHERE) {
      some++;
    }
    if (some == source.length) {
      return Optional.empty();
    }
    List<int[]> terms = new ArrayList<>();
    int stride = source.length;
    int least = source[some];
    for (int extent : shape) {
      stride /= extent;
      int[] term = new int[extent];
      int base = some - some / stride % extent * stride;
      int lowest = Integer.MAX_VALUE;
      for (int i = 0; i < extent; i++) {
        lowest = Math.min(lowest, there(source[base + i * stride]));
      }
      for (int i = 0; i < extent; i++) {
        int from = source[base + i * stride];
        term[i] = from == NOWHERE ? NOWHERE : from - lowest;
      }
      least -= source[some] - lowest;
      terms.add(term);
    }
    int[] first = terms.get(0);
    for (int i = 0; i < first.length; i++) {
      first[i] = first[i] == NOWHERE ? NOWHERE : first[i] + least;
    }
    return gives(terms, source) ? Optional.of(terms) : Optional.empty();
  }

  private static int there(int from) {
    return from == NOWHERE ? Integer.MAX_VALUE : from;
  }

  private static boolean gives(List<int[]> terms, int[] source) {
    return Arrays.equals(listed(terms), source);
  }

  /** The sums of all axes' terms. */
  static int[] listed(List<int[]> axes) {
    int[] all = {0};
    for (int[] axis : axes) {
      int[] next = new int[all.length * axis.length];
      for (int i = 0; i < next.length; i++) {
        int outer = all[i / axis.length];
        int inner = axis[i % axis.length];
        next[i] = outer == NOWHERE || inner == NOWHERE ? NOWHERE : outer + inner;
      }
      all = next;
    }
    return all;
  }

  /** Neighbouring axes that are walked in one stride become one. */
  private static List<int[]> merged(List<int[]> axes) {
    List<int[]> merged = new ArrayList<>();
    for (int[] axis : axes) {
      if (axis.length == 1 && axis[0] == 0) {
        continue;
      }
      int last = merged.size() - 1;
      if (last >= 0 && merges(merged.get(last), axis)) {
        merged.set(last, listed(List.of(merged.get(last), axis)));
      } else {
        merged.add(axis);
      }
    }
    return merged.isEmpty() ? List.of(new int[] {0}) : merged;
  }

  private static boolean merges(int[] outer, int[] inner) {
    if (outer.length == 1 || !isAffine(outer) || !isAffine(inner)) {
      return outer.length == 1;
    }
    int step = inner.length == 1 ? 0 : inner[1] - inner[0];
    return inner.length > 1 && outer[1] - outer[0] == step * inner.length;
  }

  /** Whether the terms rise by the same number each, and all elements come from somewhere. */
  static boolean isAffine(int[] terms) {
    for (int i = 0; i < terms.length; i++) {
      if (terms[i] == NOWHERE || i > 1 && terms[i] - terms[i - 1] != terms[1] - terms[0]) {
        return false;
      }
    }
    return true;
  }
}
