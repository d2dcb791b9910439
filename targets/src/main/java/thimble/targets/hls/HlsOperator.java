package thimble.targets.hls;

import java.util.Optional;

/** How nodes of one operator become hardware. */
interface HlsOperator {
  /**
   * Of a layer whose streamed inputs and results are int8.
   *
   * @return empty where it cannot stream
   */
  Optional<Stage> stage(Layer layer);
}
