package thimble.codegen.kernel;

import java.util.List;

/**
 * A translated kernel method as C callers see it.
 *
 * @param name C identifier, unique in its translation unit
 * @param parameters in the order of the Java method's
 */
public record CFunction(String name, List<CParameter> parameters) {
  public CFunction {
    parameters = List.copyOf(parameters);
  }

  /**
   * One parameter.
   *
   * @param type the C type without the name: {@code int32_t}, {@code const int8_t *}. A Java {@code
   *     byte[]} is an {@code int8_t *} whatever its tensor is: a caller that holds {@code uint8_t}
   *     data casts
   * @param name the Java name, unless C reserves it
   * @param isArray whether it is a pointer to elements
   */
  public record CParameter(String type, String name, boolean isArray) {}
}
