package thimble.ir.custom;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.ElementType;
import thimble.ir.TensorType;
import thimble.ir.ThimbleException;
import thimble.ir.op.Checks;
import thimble.ir.op.CustomAttribute;
import thimble.ir.op.CustomOp;
import thimble.ir.op.KernelCall;
import thimble.ir.op.Op;
import thimble.ir.op.Signature;

/**
 * A user's operator: a class with constants {@code DOMAIN} and {@code OP_TYPE}, kernels named after
 * element types, and perhaps {@code infer} and {@code macs}. The contract is
 * docs/custom-operators.md.
 */
public final class CustomOperator {
  private final String id;
  private final String fileName;
  private final String source;
  private final Class<?> compiled;
  private final List<Diagnostic> problems = new ArrayList<>();
  private final Map<ElementType, CustomKernel> kernels = new LinkedHashMap<>();
  private final String domain;
  private final String opType;
  private final Optional<Method> infer;
  private final Optional<Method> macs;

  CustomOperator(String id, String fileName, String source, Class<?> compiled) {
    this.id = id;
    this.fileName = fileName;
    this.source = source;
    this.compiled = compiled;
    this.domain = text("DOMAIN");
    this.opType = text("OP_TYPE");
    this.infer = method("infer", int[][].class, "int[][]");
    this.macs = method("macs", long.class, "long");
    for (ElementType element : ElementType.values()) {
      method(element.text())
          .ifPresent(method -> kernels.put(element, new CustomKernel(method, element)));
    }
    examine();
    if (!problems.isEmpty()) {
      throw new ThimbleException(problems);
    }
  }

  private void examine() {
    require(
        Modifier.isPublic(compiled.getModifiers()),
        "an operator's class is public",
        compiled.toString(),
        "public final class " + compiled.getSimpleName());
    require(
        !kernels.isEmpty(),
        "an operator has a kernel",
        "no static method is named after an element type",
        "public static void f32(float[] x, int xAt, float[] y, int yAt, int xCount)");
    kernels.values().forEach(this::examine);
  }

  private void examine(CustomKernel kernel) {
    Method method = kernel.method();
    require(
        method.getReturnType() == void.class && Modifier.isPublic(method.getModifiers()),
        "a kernel is public and returns nothing",
        method.toString(),
        "public static void " + method.getName() + "(...)");
    require(
        kernel.tensorCount() >= 2 && kernel.accepts(0, kernel.element()),
        "kernel " + method.getName() + " begins with its first input",
        "its parameters are " + Arrays.toString(method.getParameters()),
        "for each tensor, inputs first: an array x and int xAt, the index of its first element");
    for (Parameter parameter : kernel.attributes()) {
      require(
          AttributeValues.isType(parameter.getType()),
          "parameter " + parameter.getName() + " of kernel " + method.getName(),
          "is of type " + parameter.getType().getSimpleName(),
          "attributes are int, float, int[] or float[]");
    }
  }

  /** A method that answers from the inputs' shapes and the attributes. */
  private Optional<Method> method(String name, Class<?> result, String text) {
    Optional<Method> found = method(name);
    found.ifPresent(
        method ->
            require(
                method.getReturnType() == result && takesShapes(method),
                "method " + name + " has another form",
                method.toString(),
                "static " + text + " " + name + "(int[][] shapes, ...attributes)"));
    return found;
  }

  private static boolean takesShapes(Method method) {
    Parameter[] parameters = method.getParameters();
    return parameters.length > 0
        && parameters[0].getType() == int[][].class
        && afterShapes(method).stream()
            .allMatch(parameter -> AttributeValues.isType(parameter.getType()));
  }

  private String text(String constant) {
    Object value = AttributeValues.constant(compiled, constant).orElse("");
    boolean isText = value instanceof String;
    require(
        isText && (constant.equals("DOMAIN") || !value.equals("")),
        "an operator says which nodes it is for",
        "no text constant " + constant,
        "static final String DOMAIN = \"ai.example\"; static final String OP_TYPE = \"Swish6\";");
    return isText ? (String) value : "";
  }

  private void require(boolean holds, String what, String why, String hint) {
    if (!holds) {
      problems.add(new Diagnostic(Code.T0702, what, fileName, why, hint));
    }
  }

  private Optional<Method> method(String name) {
    List<Method> found =
        Arrays.stream(compiled.getDeclaredMethods())
            .filter(method -> method.getName().equals(name))
            .filter(method -> Modifier.isStatic(method.getModifiers()))
            .toList();
    require(found.size() <= 1, "one method is called " + name, found.toString(), "rename one");
    found.forEach(method -> method.setAccessible(true));
    return found.stream().findFirst();
  }

  /** Binary class name and a digest of the source: {@code Swish6@3fa2b1c40d5e}. */
  public String id() {
    return id;
  }

  public String fileName() {
    return fileName;
  }

  /** The Java text, which the code generator translates. */
  public String source() {
    return source;
  }

  public Class<?> compiled() {
    return compiled;
  }

  public String domain() {
    return domain;
  }

  public String opType() {
    return opType;
  }

  /** Whether the kernel may write its first output over its first input. */
  public boolean isInPlace() {
    return AttributeValues.constant(compiled, "IN_PLACE").orElse(false).equals(true);
  }

  /** The operator of a node; {@link Op#check} says what is wrong with its attributes. */
  public CustomOp op(List<CustomAttribute> attributes) {
    return new CustomOp(id, attributes);
  }

  /** The constraints of docs/custom-operators.md on one node. */
  public void check(List<TensorType> inputs, List<CustomAttribute> given, Checks checks) {
    checks.require(!inputs.isEmpty(), "C1", "takes at least one input");
    if (!checks.passed()) {
      return;
    }
    CustomKernel kernel = kernels.get(inputs.get(0).element());
    checks.require(
        kernel != null,
        "C2",
        fileName + " has no kernel " + inputs.get(0).element().text() + " for " + inputs.get(0));
    if (!checks.passed()) {
      return;
    }
    checks.require(
        inputs.size() < kernel.tensorCount(),
        "C3",
        inputs.size()
            + " inputs, but the kernel takes "
            + kernel.tensorCount()
            + " tensors, outputs included");
    for (int i = 0; i < Math.min(inputs.size(), kernel.tensorCount()); i++) {
      checks.require(
          kernel.accepts(i, inputs.get(i).element()),
          "C4",
          "input " + i + " is " + inputs.get(i) + ", the kernel takes another element type");
    }
    checkAttributes(kernel, given, checks);
    if (checks.passed()) {
      checkShapes(kernel, inputs, given, checks);
    }
  }

  private void checkAttributes(CustomKernel kernel, List<CustomAttribute> given, Checks checks) {
    TreeSet<String> names = new TreeSet<>();
    AttributeValues values = new AttributeValues(compiled, given);
    List<Parameter> parameters = new ArrayList<>(kernel.attributes());
    infer.ifPresent(method -> parameters.addAll(afterShapes(method)));
    macs.ifPresent(method -> parameters.addAll(afterShapes(method)));
    for (Parameter parameter : parameters) {
      names.add(parameter.getName());
      try {
        values.value(parameter.getName(), parameter.getType());
      } catch (IllegalArgumentException e) {
        checks.require(false, "C5", e.getMessage());
      }
    }
    for (CustomAttribute attribute : given) {
      checks.require(
          names.stream().anyMatch(name -> AttributeValues.matches(name, attribute.name())),
          "C6",
          "attribute \""
              + attribute.name()
              + "\" is no parameter of "
              + fileName
              + ": it has "
              + names);
    }
  }

  private void checkShapes(
      CustomKernel kernel, List<TensorType> inputs, List<CustomAttribute> given, Checks checks) {
    int outputs = kernel.tensorCount() - inputs.size();
    try {
      int inferred = shapes(inputs, given).length;
      infer(inputs, given);
      checks.require(
          inferred == outputs,
          "C8",
          "the kernel has " + outputs + " outputs, infer gives " + inferred + " shapes");
    } catch (IllegalArgumentException | ArithmeticException e) {
      checks.require(false, "C7", String.valueOf(e.getMessage()));
    }
  }

  private static List<Parameter> afterShapes(Method method) {
    List<Parameter> parameters = List.of(method.getParameters());
    return parameters.subList(1, parameters.size());
  }

  /** What {@code infer} gives; the first input's shape where there is none. */
  private int[][] shapes(List<TensorType> inputs, List<CustomAttribute> given) {
    if (infer.isEmpty()) {
      return new int[][] {shape(inputs.get(0))};
    }
    int[][] shapes = (int[][]) ask(infer.get(), inputs, given);
    if (shapes == null || Arrays.asList(shapes).contains(null)) {
      throw new IllegalArgumentException("infer of " + fileName + " gives no shape");
    }
    return shapes;
  }

  private static int[] shape(TensorType type) {
    return type.shape().stream().mapToInt(Integer::intValue).toArray();
  }

  private Object ask(Method method, List<TensorType> inputs, List<CustomAttribute> given) {
    AttributeValues values = new AttributeValues(compiled, given);
    List<Object> arguments = new ArrayList<>();
    arguments.add(inputs.stream().map(CustomOperator::shape).toArray(int[][]::new));
    for (Parameter parameter : afterShapes(method)) {
      arguments.add(values.value(parameter.getName(), parameter.getType()));
    }
    try {
      return method.invoke(null, arguments.toArray());
    } catch (InvocationTargetException e) {
      // The author refuses a node by such an exception; any other is a mistake of the author's.
      String what =
          e.getCause() instanceof IllegalArgumentException
              ? ": " + e.getCause().getMessage()
              : " failed: " + e.getCause();
      throw new IllegalArgumentException(method.getName() + " of " + fileName + what, e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Output types: shapes from {@code infer}, elements from the kernel's arrays. */
  public List<TensorType> infer(List<TensorType> inputs, List<CustomAttribute> given) {
    CustomKernel kernel = kernels.get(inputs.get(0).element());
    int[][] shapes = shapes(inputs, given);
    List<TensorType> types = new ArrayList<>();
    for (int i = 0; i < Math.min(shapes.length, kernel.tensorCount() - inputs.size()); i++) {
      types.add(TensorType.of(kernel.tensorElement(inputs.size() + i), shapes[i]));
    }
    return types;
  }

  /** The call of the kernel for the first input's element type. */
  public KernelCall kernel(Signature signature, List<CustomAttribute> given) {
    CustomKernel kernel = kernels.get(signature.input(0).element());
    return new KernelCall(
        id,
        kernel.method().getName(),
        kernel.arguments(signature, new AttributeValues(compiled, given)));
  }

  /** What the class's {@code macs} says; 0 where it has none. */
  public long macs(Signature signature, List<CustomAttribute> given) {
    return macs.map(method -> (long) ask(method, signature.inputs(), given)).orElse(0L);
  }

  /** A kernel that failed on the JVM, told to its author. */
  public ThimbleException failure(Throwable cause) {
    String where =
        Arrays.stream(cause.getStackTrace())
            .filter(frame -> compiled.getName().equals(frame.getClassName()))
            .map(frame -> fileName + ", line " + frame.getLineNumber())
            .findFirst()
            .orElse(fileName);
    return new ThimbleException(
        Code.T0702,
        "a kernel of operator " + opType() + " failed",
        where,
        String.valueOf(cause),
        "in C it would read or write outside of its tensors");
  }
}
