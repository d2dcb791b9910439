package thimble.codegen.kernel;

import com.github.javaparser.ast.Node;
import com.github.javaparser.ast.expr.AssignExpr;
import com.github.javaparser.ast.expr.CastExpr;
import com.github.javaparser.ast.expr.EnclosedExpr;
import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.expr.FieldAccessExpr;
import com.github.javaparser.ast.expr.MethodCallExpr;
import com.github.javaparser.ast.expr.NameExpr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Translates calls: of other kernel methods, and of the few library methods there are. */
final class Calls {
  private static final String MATH_HINT =
      "kernels have Math.min, max, abs, sqrt, floor, ceil and rint; the rest is in FloatMath";

  private final Translation translation;
  private final SourceClass owner;
  private final Scope scope;
  private final Expressions expressions;
  private final Conversions conversions;

  Calls(
      Translation translation,
      SourceClass owner,
      Scope scope,
      Expressions expressions,
      Conversions conversions) {
    this.translation = translation;
    this.owner = owner;
    this.scope = scope;
    this.expressions = expressions;
    this.conversions = conversions;
  }

  /**
   * @param root the full expression that contains the call
   */
  Code write(MethodCallExpr call, Node root) {
    Optional<Expression> target = call.getScope();
    if (target.isEmpty()) {
      return kernel(call, Optional.of(owner), root);
    }
    if (!(target.get() instanceof NameExpr || target.get() instanceof FieldAccessExpr)) {
      return unknown(call);
    }
    String className = target.get().toString();
    return switch (className) {
      case "Math" -> math(call);
      case "Float", "Double" -> bits(call, className);
      default ->
          kernel(
              call,
              target.get() instanceof NameExpr
                  ? translation.program().find(owner, className)
                  : translation.program().find(className),
              root);
    };
  }

  private Code unknown(MethodCallExpr call) {
    return expressions.violation(
        call,
        "a kernel calls static methods of kernel classes only",
        "write the function in the subset, over primitives and arrays of them");
  }

  private List<Code> arguments(MethodCallExpr call) {
    List<Code> arguments = new ArrayList<>();
    call.getArguments().forEach(argument -> arguments.add(expressions.write(argument)));
    return arguments;
  }

  private Code kernel(MethodCallExpr call, Optional<SourceClass> target, Node root) {
    List<Code> arguments = arguments(call);
    Optional<SourceClass.Method> method =
        target.flatMap(source -> select(source.methods(call.getNameAsString()), arguments));
    if (method.isEmpty()) {
      return unknown(call);
    }
    Translation.Function callee = translation.function(method.get(), owner.fileName(), call);
    if (!callee.written().isEmpty() && !standsAlone(call, root)) {
      expressions.violation(
          call,
          "a call that writes arrays is a statement, or all that is assigned or returned",
          "assign its value to a variable first");
    }
    List<Doc> texts = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      if (callee.written().contains(i)) {
        written(call.getArgument(i));
      }
      texts.add(conversions.assign(arguments.get(i), method.get().parameters().get(i)).doc());
    }
    return Code.of(
        Doc.list(callee.name() + "(", texts, ")"), Code.Level.PRIMARY, method.get().result());
  }

  /** An array that a called method writes is written by the caller too. */
  private void written(Expression array) {
    if (array instanceof NameExpr name && scope.find(name.getNameAsString()).isPresent()) {
      scope.markWritten(name.getNameAsString());
    } else {
      expressions.violation(array, "a table is constant", "pass an array that is a parameter");
    }
  }

  /** Whether nothing else in the full expression can see what the call writes. */
  private static boolean standsAlone(MethodCallExpr call, Node root) {
    Node outer = root;
    if (outer instanceof AssignExpr assign) {
      if (!(assign.getTarget() instanceof NameExpr)
          || assign.getOperator() != AssignExpr.Operator.ASSIGN) {
        return false;
      }
      outer = assign.getValue();
    }
    while (outer instanceof EnclosedExpr || outer instanceof CastExpr) {
      outer =
          outer instanceof EnclosedExpr enclosed
              ? enclosed.getInner()
              : ((CastExpr) outer).getExpression();
    }
    return outer == call;
  }

  /** The most specific of the methods that take such arguments. */
  private static Optional<SourceClass.Method> select(
      List<SourceClass.Method> methods, List<Code> arguments) {
    List<SourceClass.Method> fitting =
        methods.stream().filter(method -> takes(method, arguments)).toList();
    return fitting.stream()
        .filter(method -> fitting.stream().allMatch(other -> isAsSpecific(method, other)))
        .findFirst();
  }

  private static boolean takes(SourceClass.Method method, List<Code> arguments) {
    if (method.parameters().size() != arguments.size()) {
      return false;
    }
    for (int i = 0; i < arguments.size(); i++) {
      if (!arguments.get(i).type().widensTo(method.parameters().get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAsSpecific(SourceClass.Method method, SourceClass.Method other) {
    for (int i = 0; i < method.parameters().size(); i++) {
      if (!method.parameters().get(i).widensTo(other.parameters().get(i))) {
        return false;
      }
    }
    return true;
  }

  private Code math(MethodCallExpr call) {
    List<Code> arguments = arguments(call);
    if (!arguments.stream().allMatch(argument -> argument.type().isNumeric())) {
      return expressions.violation(call, "Math takes numbers", MATH_HINT);
    }
    String name = call.getNameAsString();
    switch (name) {
      case "min":
      case "max":
        if (arguments.size() == 2) {
          return extremum(name, arguments.get(0), arguments.get(1));
        }
        break;
      case "abs":
        return absolute(arguments.get(0));
      case "sqrt":
      case "floor":
      case "ceil":
      case "rint":
        translation.helpers().include("<math.h>");
        return Code.call(
            name, JavaType.DOUBLE, conversions.convert(arguments.get(0), JavaType.DOUBLE));
      default:
        break;
    }
    return expressions.violation(call, "no Math." + name + " in kernels", MATH_HINT);
  }

  private Code extremum(String name, Code left, Code right) {
    JavaType type = JavaType.promoted(left.type(), right.type());
    return Code.call(
        translation.helpers().use(name + "_" + type.suffix()),
        type,
        conversions.assign(left, type),
        conversions.assign(right, type));
  }

  private Code absolute(Code operand) {
    JavaType type = operand.type().promoted();
    if (type.isFloating()) {
      translation.helpers().include("<math.h>");
      return Code.call(type.equals(JavaType.FLOAT) ? "fabsf" : "fabs", type, operand);
    }
    return Code.call(translation.helpers().use("abs_" + type.suffix()), type, operand);
  }

  /**
   * Java rounds in double only: {@code (float) Math.sqrt(x)} of a float is {@code sqrtf(x)}, bit
   * for bit, and {@code floor}, {@code ceil} and {@code rint} of a float are floats whatever they
   * become next. Processors without double arithmetic are much faster so.
   *
   * @return null where the expression is not of that form
   */
  Code roundedInSingle(Expression expression, JavaType castTo, Node root) {
    Expression inner = expression;
    while (inner instanceof EnclosedExpr enclosed) {
      inner = enclosed.getInner();
    }
    if (!(inner instanceof MethodCallExpr call)
        || call.getScope().filter(target -> target.toString().equals("Math")).isEmpty()
        || call.getArguments().size() != 1) {
      return null;
    }
    String name = call.getNameAsString();
    boolean whole = name.equals("floor") || name.equals("ceil") || name.equals("rint");
    boolean root2 = name.equals("sqrt") && castTo.equals(JavaType.FLOAT);
    if (!whole && !root2 || castTo.equals(JavaType.DOUBLE)) {
      return null;
    }
    Code argument = expressions.within(root, call.getArgument(0));
    if (!argument.type().equals(JavaType.FLOAT)) {
      return null;
    }
    translation.helpers().include("<math.h>");
    return Code.call(name + "f", JavaType.FLOAT, argument);
  }

  /** Floating-point numbers as the bits that hold them. */
  private Code bits(MethodCallExpr call, String className) {
    List<Code> arguments = arguments(call);
    Helpers helpers = translation.helpers();
    if (arguments.size() == 1) {
      Code argument = arguments.get(0);
      switch (className + "." + call.getNameAsString()) {
        case "Float.intBitsToFloat":
          return Code.call(helpers.use("f32_from_bits"), JavaType.FLOAT, argument);
        case "Float.floatToRawIntBits":
          return Code.call(
              helpers.use("bits_of_f32"),
              JavaType.INT,
              conversions.convert(argument, JavaType.FLOAT));
        case "Double.longBitsToDouble":
          return Code.call(helpers.use("f64_from_bits"), JavaType.DOUBLE, argument);
        case "Double.doubleToRawLongBits":
          return Code.call(
              helpers.use("bits_of_f64"),
              JavaType.LONG,
              conversions.convert(argument, JavaType.DOUBLE));
        default:
          break;
      }
    }
    return expressions.violation(
        call,
        "no " + className + "." + call.getNameAsString() + " in kernels",
        "x != x tells NaN; floatToRawIntBits and intBitsToFloat give and take bits");
  }
}
