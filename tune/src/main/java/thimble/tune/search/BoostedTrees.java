package thimble.tune.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Gradient-boosted trees (XGBoost) that learn what candidates are worth from those that were
 * measured. Several of them, each from a part of rows and columns: where they disagree, little is
 * known. One thread and fixed seeds: the same trees on every machine of a kind.
 */
final class BoostedTrees {
  private static final int MODELS = 8;
  private static final int ROUNDS = 60;

  private BoostedTrees() {}

  /**
   * @param mean of what the models predict, by row
   * @param deviation between the models, by row
   */
  record Prediction(double[] mean, double[] deviation) {}

  /**
   * @param rows features of what was measured
   * @param values what was measured
   * @param wanted features of what is asked for
   */
  static Prediction predict(
      List<float[]> rows, List<Double> values, List<float[]> wanted, int seed) {
    try {
      List<double[]> predictions = new ArrayList<>();
      DMatrix known = matrix(rows);
      DMatrix asked = matrix(wanted);
      try {
        float[] labels = new float[values.size()];
        for (int i = 0; i < labels.length; i++) {
          labels[i] = values.get(i).floatValue();
        }
        known.setLabel(labels);
        for (int model = 0; model < MODELS; model++) {
          predictions.add(one(known, asked, wanted.size(), mean(values), seed * MODELS + model));
        }
      } finally {
        known.dispose();
        asked.dispose();
      }
      return combine(predictions, wanted.size());
    } catch (XGBoostError e) {
      throw new IllegalStateException("XGBoost failed", e);
    }
  }

  private static double[] one(DMatrix known, DMatrix asked, int count, double base, int seed)
      throws XGBoostError {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("objective", "reg:squarederror");
    parameters.put("tree_method", "exact");
    parameters.put("max_depth", 3);
    parameters.put("eta", 0.15);
    parameters.put("lambda", 1);
    parameters.put("min_child_weight", 1);
    parameters.put("subsample", 0.8);
    parameters.put("colsample_bytree", 0.7);
    parameters.put("base_score", base);
    parameters.put("nthread", 1);
    parameters.put("seed", seed);
    parameters.put("verbosity", 0);
    Booster booster = XGBoost.train(known, parameters, ROUNDS, new LinkedHashMap<>(), null, null);
    try {
      float[][] predicted = booster.predict(asked);
      double[] result = new double[count];
      for (int i = 0; i < count; i++) {
        result[i] = predicted[i][0];
      }
      return result;
    } finally {
      booster.dispose();
    }
  }

  private static Prediction combine(List<double[]> predictions, int count) {
    double[] mean = new double[count];
    double[] deviation = new double[count];
    for (int i = 0; i < count; i++) {
      double sum = 0;
      double squares = 0;
      for (double[] each : predictions) {
        sum += each[i];
        squares += each[i] * each[i];
      }
      mean[i] = sum / predictions.size();
      deviation[i] = Math.sqrt(Math.max(0, squares / predictions.size() - mean[i] * mean[i]));
    }
    return new Prediction(mean, deviation);
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }

  private static DMatrix matrix(List<float[]> rows) throws XGBoostError {
    int columns = rows.get(0).length;
    float[] all = new float[rows.size() * columns];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, all, i * columns, columns);
    }
    return new DMatrix(all, rows.size(), columns, Float.NaN);
  }
}
