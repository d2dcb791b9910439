package thimble.codegen.kernel;

import com.github.javaparser.ast.Node;
import com.github.javaparser.ast.expr.ArrayCreationExpr;
import com.github.javaparser.ast.expr.AssignExpr;
import com.github.javaparser.ast.expr.InstanceOfExpr;
import com.github.javaparser.ast.expr.LambdaExpr;
import com.github.javaparser.ast.expr.MethodReferenceExpr;
import com.github.javaparser.ast.expr.NullLiteralExpr;
import com.github.javaparser.ast.expr.ObjectCreationExpr;
import com.github.javaparser.ast.expr.StringLiteralExpr;
import com.github.javaparser.ast.expr.SwitchExpr;
import com.github.javaparser.ast.expr.TextBlockLiteralExpr;
import com.github.javaparser.ast.stmt.AssertStmt;
import com.github.javaparser.ast.stmt.ForEachStmt;
import com.github.javaparser.ast.stmt.LabeledStmt;
import com.github.javaparser.ast.stmt.SynchronizedStmt;
import com.github.javaparser.ast.stmt.ThrowStmt;
import com.github.javaparser.ast.stmt.TryStmt;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What to tell the author of a construct that lies outside of the subset. The subset itself is what
 * {@link Expressions} and {@link Statements} translate.
 */
final class Subset {
  private static final Map<Class<? extends Node>, Rule> RULES = new LinkedHashMap<>();

  /**
   * @param what the rule
   * @param hint what to write instead
   */
  record Rule(String what, String hint) {}

  static {
    RULES.put(
        ArrayCreationExpr.class,
        new Rule(
            "a kernel makes no arrays",
            "take working memory as a parameter, or a static final table of literals"));
    RULES.put(
        ObjectCreationExpr.class,
        new Rule("a kernel makes no objects", "use locals of primitive types"));
    RULES.put(
        AssignExpr.class,
        new Rule("an assignment is a statement of its own", "assign first, then use the variable"));
    RULES.put(StringLiteralExpr.class, new Rule("a kernel has no strings", "use numbers as codes"));
    RULES.put(
        TextBlockLiteralExpr.class, new Rule("a kernel has no strings", "use numbers as codes"));
    RULES.put(LambdaExpr.class, new Rule("a kernel has no lambdas", "write a static method"));
    RULES.put(
        MethodReferenceExpr.class,
        new Rule("a kernel has no method references", "call the method"));
    RULES.put(NullLiteralExpr.class, new Rule("a kernel has no null", "pass a flag as an int"));
    RULES.put(
        InstanceOfExpr.class, new Rule("a kernel has no objects", "use primitive parameters"));
    RULES.put(
        SwitchExpr.class, new Rule("a switch gives no value", "write a switch statement or ?:"));
    RULES.put(ForEachStmt.class, new Rule("arrays have no length in C", "count with an int"));
    RULES.put(
        LabeledStmt.class,
        new Rule("a kernel has no labels", "leave the loop by its condition, or by return"));
    RULES.put(ThrowStmt.class, new Rule("a kernel throws nothing", "check before the kernel runs"));
    RULES.put(TryStmt.class, new Rule("a kernel catches nothing", "remove the try"));
    RULES.put(SynchronizedStmt.class, new Rule("a kernel has no locks", "remove it"));
    RULES.put(AssertStmt.class, new Rule("a kernel asserts nothing", "state it in a comment"));
  }

  private Subset() {}

  static Rule rule(Node node) {
    String kind = node.getMetaModel().getTypeName();
    return RULES.getOrDefault(
        node.getClass(),
        new Rule(
            kind + " is outside of the subset of Java that kernels are written in",
            "see docs/kernels.md for what there is"));
  }
}
