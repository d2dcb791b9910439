package thimble.ir.custom;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Argument;
import thimble.ir.op.Signature;

/**
 * One kernel method of a user's operator: what each parameter means, told by its name. A pair
 * {@code T[] x, int xAt} is a tensor; {@code xCount}, {@code int[] xShape}, {@code xRank}, {@code
 * float xScale} and {@code int xZero} belong to tensor {@code x}; the others are attributes, {@code
 * axesCount} the length of list {@code axes}.
 */
final class CustomKernel {
  private static final Map<Class<?>, ElementType> ELEMENTS =
      Map.of(
          byte[].class, ElementType.S8,
          short[].class, ElementType.S16,
          int[].class, ElementType.S32,
          long[].class, ElementType.S64,
          float[].class, ElementType.F32,
          double[].class, ElementType.F64);

  private final Method method;
  private final ElementType element;
  private final List<Parameter> parameters;
  private final List<Parameter> tensors = new ArrayList<>();

  /**
   * @param element the type of the first input, which the method is named after
   */
  CustomKernel(Method method, ElementType element) {
    this.method = method;
    this.element = element;
    this.parameters = List.of(method.getParameters());
    for (int i = 0; i + 1 < parameters.size(); i++) {
      Parameter array = parameters.get(i);
      Parameter at = parameters.get(i + 1);
      if (ELEMENTS.containsKey(array.getType())
          && at.getType() == int.class
          && at.getName().equals(array.getName() + "At")) {
        tensors.add(array);
      }
    }
  }

  Method method() {
    return method;
  }

  ElementType element() {
    return element;
  }

  int tensorCount() {
    return tensors.size();
  }

  /** The type that a tensor parameter holds: like the first input's where the arrays are alike. */
  ElementType tensorElement(int tensor) {
    Class<?> array = tensors.get(tensor).getType();
    return array == tensors.get(0).getType() ? element : ELEMENTS.get(array);
  }

  /** Whether a tensor of that element type is held by the array of that parameter. */
  boolean accepts(int tensor, ElementType type) {
    return TensorData.allocate(type, 0).array().getClass() == tensors.get(tensor).getType();
  }

  /** The parameters that are attributes, or lengths of attributes. */
  List<Parameter> attributes() {
    List<Parameter> attributes = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      if (tensors.contains(parameters.get(i))) {
        i++;
      } else if (tensorAnswer(parameters.get(i)).isEmpty() && countedList(i).isEmpty()) {
        attributes.add(parameters.get(i));
      }
    }
    return attributes;
  }

  /** A parameter that tells something of a tensor: the tensor's index and what is told. */
  private Optional<Map.Entry<Integer, String>> tensorAnswer(Parameter parameter) {
    for (int tensor = 0; tensor < tensors.size(); tensor++) {
      String name = tensors.get(tensor).getName();
      if (parameter.getName().startsWith(name)) {
        String what = parameter.getName().substring(name.length());
        Class<?> type =
            switch (what) {
              case "Count", "Rank", "Zero" -> int.class;
              case "Shape" -> int[].class;
              case "Scale" -> float.class;
              default -> null;
            };
        if (parameter.getType() == type) {
          return Optional.of(Map.entry(tensor, what));
        }
      }
    }
    return Optional.empty();
  }

  /** The list attribute whose length a parameter is. */
  private Optional<Parameter> countedList(int index) {
    Parameter parameter = parameters.get(index);
    return parameters.stream()
        .filter(other -> other.getType().isArray() && !tensors.contains(other))
        .filter(other -> parameter.getName().equals(other.getName() + "Count"))
        .filter(other -> parameter.getType() == int.class)
        .findFirst();
  }

  /** The arguments of a call, parameter by parameter. */
  List<Argument> arguments(Signature signature, AttributeValues attributes) {
    List<Argument> arguments = new ArrayList<>();
    int inputs = signature.inputs().size();
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      int tensor = tensors.indexOf(parameter);
      Optional<Map.Entry<Integer, String>> answer = tensorAnswer(parameter);
      if (tensor >= 0) {
        arguments.add(
            tensor < inputs ? new Argument.Source(tensor) : new Argument.Sink(tensor - inputs));
        i++;
      } else if (answer.isPresent()) {
        int told = answer.get().getKey();
        TensorType type = told < inputs ? signature.input(told) : signature.output(told - inputs);
        arguments.add(answer(parameter.getName(), type, answer.get().getValue()));
      } else if (countedList(i).isPresent()) {
        Parameter list = countedList(i).get();
        Object values = attributes.value(list.getName(), list.getType());
        int length = java.lang.reflect.Array.getLength(values);
        arguments.add(new Argument.Int(parameter.getName(), length));
      } else {
        arguments.add(
            attribute(
                parameter.getName(), attributes.value(parameter.getName(), parameter.getType())));
      }
    }
    return arguments;
  }

  private static Argument answer(String name, TensorType type, String what) {
    return switch (what) {
      case "Count" -> new Argument.Int(name, type.count());
      case "Rank" -> new Argument.Int(name, type.rank());
      case "Zero" -> new Argument.Int(name, type.isQuantized() ? type.quant().zeroPoint() : 0);
      case "Scale" -> new Argument.Real(name, type.isQuantized() ? type.quant().scale() : 1);
      default ->
          new Argument.Table(
              name, TensorData.ints(type.shape().stream().mapToInt(Integer::intValue).toArray()));
    };
  }

  private static Argument attribute(String name, Object value) {
    if (value instanceof Integer number) {
      return new Argument.Int(name, number);
    } else if (value instanceof Float number) {
      return new Argument.Real(name, number);
    } else if (value instanceof int[] numbers) {
      return new Argument.Table(name, TensorData.ints(numbers));
    }
    return new Argument.Table(name, TensorData.floats((float[]) value));
  }
}
