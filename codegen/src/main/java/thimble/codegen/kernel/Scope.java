package thimble.codegen.kernel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The variables that a method sees, block by block, and which arrays it writes. */
final class Scope {
  private final Names names;
  private final Deque<Map<String, Variable>> blocks = new ArrayDeque<>();
  private final Set<String> written = new LinkedHashSet<>();

  /**
   * @param c the name in C
   */
  record Variable(String c, JavaType type) {}

  Scope(Names names) {
    this.names = names;
    blocks.push(new HashMap<>());
  }

  void open() {
    blocks.push(new HashMap<>());
  }

  void close() {
    blocks.pop();
  }

  Variable declare(String javaName, JavaType type) {
    // Java has no shadowing among locals; the same name in a later block may keep its C name.
    Set<String> visible = new HashSet<>();
    blocks.forEach(block -> block.values().forEach(variable -> visible.add(variable.c())));
    Variable variable = new Variable(names.local(javaName, visible), type);
    blocks.peek().put(javaName, variable);
    return variable;
  }

  Optional<Variable> find(String javaName) {
    return blocks.stream()
        .flatMap(block -> Optional.ofNullable(block.get(javaName)).stream())
        .findFirst();
  }

  /** Notes that elements of an array parameter are assigned, here or in a called method. */
  void markWritten(String javaName) {
    written.add(javaName);
  }

  boolean isWritten(String javaName) {
    return written.contains(javaName);
  }
}
