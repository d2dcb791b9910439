package thimble.codegen.kernel;

import com.github.javaparser.ast.CompilationUnit;
import com.github.javaparser.ast.ImportDeclaration;
import com.github.javaparser.ast.body.ClassOrInterfaceDeclaration;
import com.github.javaparser.ast.body.FieldDeclaration;
import com.github.javaparser.ast.body.MethodDeclaration;
import com.github.javaparser.ast.body.Parameter;
import com.github.javaparser.ast.body.VariableDeclarator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A parsed kernel class: its methods and constants by name. */
final class SourceClass {
  private final String fileName;
  private final CompilationUnit unit;
  private final ClassOrInterfaceDeclaration declaration;
  private final Map<String, List<Method>> methods = new LinkedHashMap<>();
  private final Map<String, Constant> constants = new LinkedHashMap<>();

  /**
   * A static method whose signature lies in the subset.
   *
   * @param parameters types, in order
   */
  record Method(
      SourceClass owner,
      MethodDeclaration declaration,
      JavaType result,
      List<JavaType> parameters) {
    String name() {
      return declaration.getNameAsString();
    }

    /** Identity, not structure: two methods may have equal text. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Method that && declaration == that.declaration;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(declaration);
    }
  }

  /** A {@code static final} primitive, or array of primitives, with its initial value. */
  record Constant(
      SourceClass owner, FieldDeclaration field, VariableDeclarator variable, JavaType type) {
    String name() {
      return variable.getNameAsString();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Constant that && variable == that.variable;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(variable);
    }
  }

  SourceClass(String fileName, CompilationUnit unit, ClassOrInterfaceDeclaration declaration) {
    this.fileName = fileName;
    this.unit = unit;
    this.declaration = declaration;
    for (MethodDeclaration method : declaration.getMethods()) {
      addMethod(method);
    }
    for (FieldDeclaration field : declaration.getFields()) {
      if (field.isStatic() && field.isFinal()) {
        for (VariableDeclarator variable : field.getVariables()) {
          JavaType.of(variable.getType())
              .filter(type -> variable.getInitializer().isPresent())
              .ifPresent(
                  type ->
                      constants.put(
                          variable.getNameAsString(), new Constant(this, field, variable, type)));
        }
      }
    }
  }

  /** A method that takes or gives other types is no kernel: it stays unknown unless called. */
  private void addMethod(MethodDeclaration method) {
    Optional<JavaType> result = JavaType.of(method.getType()).filter(type -> !type.isArray());
    List<JavaType> parameters = new ArrayList<>();
    for (Parameter parameter : method.getParameters()) {
      Optional<JavaType> type = JavaType.of(parameter.getType());
      if (type.isEmpty() || parameter.isVarArgs()) {
        return;
      }
      parameters.add(type.get());
    }
    if (result.isPresent() && method.isStatic() && method.getBody().isPresent()) {
      methods
          .computeIfAbsent(method.getNameAsString(), name -> new ArrayList<>())
          .add(new Method(this, method, result.get(), List.copyOf(parameters)));
    }
  }

  String fileName() {
    return fileName;
  }

  String simpleName() {
    return declaration.getNameAsString();
  }

  ClassOrInterfaceDeclaration declaration() {
    return declaration;
  }

  CompilationUnit unit() {
    return unit;
  }

  /** All methods of that name, the public ones first. */
  List<Method> methods(String name) {
    return methods.getOrDefault(name, List.of()).stream()
        .sorted(Comparator.comparing(method -> !method.declaration().isPublic()))
        .toList();
  }

  /** The methods that a {@link thimble.ir.op.KernelCall} can mean: the public ones. */
  List<Method> entries(String name) {
    return methods(name).stream().filter(method -> method.declaration().isPublic()).toList();
  }

  /** Whether a method of that name exists that is outside of the subset by its signature. */
  boolean hasOtherMethod(String name) {
    return !declaration.getMethodsByName(name).isEmpty();
  }

  Optional<Constant> constant(String name) {
    return Optional.ofNullable(constants.get(name));
  }

  /** Binary names that a simple class name may stand for here, the likeliest first. */
  List<String> candidates(String simpleName) {
    List<String> names = new ArrayList<>();
    for (ImportDeclaration imported : unit.getImports()) {
      if (!imported.isAsterisk() && imported.getName().getIdentifier().equals(simpleName)) {
        names.add(imported.getNameAsString());
      }
    }
    String ownPackage =
        unit.getPackageDeclaration().map(name -> name.getNameAsString() + ".").orElse("");
    names.add(ownPackage + simpleName);
    for (ImportDeclaration imported : unit.getImports()) {
      if (imported.isAsterisk()) {
        names.add(imported.getNameAsString() + "." + simpleName);
      }
    }
    return names;
  }
}
