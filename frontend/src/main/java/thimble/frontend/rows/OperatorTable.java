package thimble.frontend.rows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import thimble.frontend.onnx.OnnxNode;
import thimble.ir.custom.CustomOperator;
import thimble.ir.custom.CustomOperators;

/** All operators of ONNX that are understood, each one row. */
public final class OperatorTable {
  private static final Map<String, Row> ROWS = new TreeMap<>();

  static {
    Stream.of(
            ConvolutionRows.rows(),
            PoolingRows.rows(),
            MatrixRows.rows(),
            ArithmeticRows.rows(),
            UnaryRows.rows(),
            ReductionRows.rows(),
            NormalizationRows.rows(),
            RecurrentRows.rows(),
            ResizeRows.rows(),
            ShapeRows.rows(),
            MovementRows.rows(),
            ConstantRows.rows(),
            ControlRows.rows(),
            QuantizationRows.rows(),
            QuantizedOperatorRows.rows(),
            QonnxRows.rows())
        .flatMap(List::stream)
        .forEach(row -> ROWS.put(key(row.domain(), row.opType()), row));
  }

  private OperatorTable() {}

  private static String key(String domain, String opType) {
    return domain.isEmpty() ? opType : domain + ":" + opType;
  }

  /** Names of all operators, sorted; those of other domains as {@code domain:name}. */
  public static List<String> names() {
    return List.copyOf(ROWS.keySet());
  }

  /**
   * @param operators the user's own
   */
  public static boolean supports(OnnxNode node, CustomOperators operators) {
    return operators.find(node.domain(), node.opType()).isPresent() || find(node).isPresent();
  }

  private static Optional<Row> find(OnnxNode node) {
    return Optional.ofNullable(ROWS.get(key(node.domain(), node.opType())));
  }

  /** The results of a node whose operator is supported. */
  public static List<Operand> emit(Site site, CustomOperators operators) {
    OnnxNode node = site.node();
    Optional<CustomOperator> own = operators.find(node.domain(), node.opType());
    if (own.isPresent()) {
      return CustomRows.emit(site, own.get());
    }
    Row row = find(node).orElseThrow();
    int inputs = node.inputs().size();
    if (inputs < row.minInputs() || inputs > row.maxInputs()) {
      throw site.senseless(
          "it has "
              + inputs
              + " inputs, not "
              + row.minInputs()
              + (row.maxInputs() == Row.ANY
                  ? " or more"
                  : row.maxInputs() == row.minInputs() ? "" : " to " + row.maxInputs()));
    }
    return row.emitter().emit(site);
  }
}
