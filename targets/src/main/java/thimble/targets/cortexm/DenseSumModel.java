package thimble.targets.cortexm;

import thimble.targets.Cost;

/**
 * Model of the template {@code cortexm/dense_sum}; weights as {@link DenseModel} packs them.
 *
 * @param aligned whether the number of inputs is a multiple of 4
 */
public record DenseSumModel(boolean aligned) {
  String label() {
    return "dense_sum" + (aligned ? "" : "_padded");
  }

  /** Instructions as {@link DenseModel#cost}; what is added to is loaded and stored. */
  Cost cost(int vectors, int units, int depth, int segment) {
    int groups = (units + DenseModel.GROUP - 1) / DenseModel.GROUP;
    int segments = (depth + segment - 1) / segment;
    double group = 48 + 70.0 * (depth / 16) + 19.0 * (depth % 16 / 4) + 26.0 * segments;
    group += aligned ? 0 : 40;
    return new Cost.Linear(ConvCost.ARGUMENTS + 16, vectors * (24 + 3.0 * depth + groups * group));
  }
}
