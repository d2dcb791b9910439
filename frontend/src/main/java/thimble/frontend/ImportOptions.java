package thimble.frontend;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import thimble.ir.custom.CustomOperators;

/**
 * What a user adds to a model.
 *
 * @param name the graph's name; by default it is made from the file's
 * @param shapes extents that the model leaves open: for the name of an input all its extents, for
 *     the name of a symbolic extent one number
 * @param constants inputs that are no inputs: their elements by name, one number for all of them or
 *     as many as there are
 * @param operators the user's own; they come before the built-in ones
 */
public record ImportOptions(
    Optional<String> name,
    Map<String, List<Integer>> shapes,
    Map<String, List<Double>> constants,
    CustomOperators operators) {
  public static final ImportOptions NONE =
      new ImportOptions(Optional.empty(), Map.of(), Map.of(), CustomOperators.none());

  public ImportOptions {
    shapes = Collections.unmodifiableMap(new LinkedHashMap<>(shapes));
    constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
  }

  public ImportOptions withName(String newName) {
    return new ImportOptions(Optional.of(newName), shapes, constants, operators);
  }

  public ImportOptions withShapes(Map<String, List<Integer>> newShapes) {
    return new ImportOptions(name, newShapes, constants, operators);
  }

  public ImportOptions withConstants(Map<String, List<Double>> newConstants) {
    return new ImportOptions(name, shapes, newConstants, operators);
  }

  public ImportOptions withOperators(CustomOperators newOperators) {
    return new ImportOptions(name, shapes, constants, newOperators);
  }
}
