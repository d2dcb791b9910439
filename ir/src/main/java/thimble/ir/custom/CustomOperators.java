package thimble.ir.custom;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.ThimbleException;

/**
 * The operators that a user brings along ({@code --op File.java}, docs/custom-operators.md), found
 * by what a model calls them:
 *
 * <pre>
 *   CustomOperators own = CustomOperators.load(files);
 *   Optional&lt;CustomOperator&gt; operator = own.find("ai.example", "Swish6");
 *   Op op = operator.get().op(List.of(new CustomAttribute.RealValue("alpha", 1.5f)));
 * </pre>
 *
 * <p>Loaded operators also stay known to the process by their {@link CustomOperator#id}, which
 * contains a digest of the source: that is how a {@link thimble.ir.op.CustomOp}, a plain value,
 * finds the code it means.
 */
public final class CustomOperators {
  private static final Map<String, CustomOperator> LOADED = new ConcurrentHashMap<>();

  private final Map<String, CustomOperator> byModelName;

  private CustomOperators(Map<String, CustomOperator> byModelName) {
    this.byModelName = byModelName;
  }

  /** No operators. */
  public static CustomOperators none() {
    return new CustomOperators(Map.of());
  }

  /**
   * Compiles and loads Java files.
   *
   * @throws ThimbleException T0702 for files that cannot be read or compiled, and for classes that
   *     lack what an operator must have
   */
  public static CustomOperators load(List<Path> files) {
    Map<String, CustomOperator> operators = new LinkedHashMap<>();
    for (Path file : files) {
      CustomOperator operator = loadText(file.getFileName().toString(), read(file));
      String name = modelName(operator.domain(), operator.opType());
      CustomOperator other = operators.put(name, operator);
      if (other != null) {
        throw new ThimbleException(
            Code.T0702,
            "two files define operator " + name,
            operator.fileName(),
            "so does " + other.fileName(),
            "give one of them");
      }
    }
    return new CustomOperators(operators);
  }

  public static CustomOperators load(Path file) {
    return load(List.of(file));
  }

  /** As {@link #load}, from text. */
  public static CustomOperator loadText(String fileName, String text) {
    if (!fileName.matches("[A-Za-z][A-Za-z0-9_]*\\.java")) {
      throw new ThimbleException(
          Code.T0702,
          "not a name of a Java file",
          fileName,
          "the file is named after its class: letters and digits",
          "Swish6.java, for example");
    }
    String digest = digest(fileName + "\n" + text).substring(0, 12);
    Class<?> compiled = SourceCompiler.compile(fileName, text);
    String id = compiled.getName() + "@" + digest;
    CustomOperator known = LOADED.get(id);
    if (known == null) {
      known = make(id, fileName, text, compiled);
      LOADED.put(id, known);
    }
    return known;
  }

  private static CustomOperator make(String id, String fileName, String text, Class<?> compiled) {
    try {
      return new CustomOperator(id, fileName, text, compiled);
    } catch (ExceptionInInitializerError e) {
      throw new ThimbleException(
          Code.T0702,
          "an operator's constants cannot be computed",
          fileName,
          String.valueOf(e.getCause()),
          "give constants plain values");
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ThimbleException(
          Code.T0702,
          "cannot read an operator's file",
          file.toString(),
          Diagnostic.reason(e),
          "--op takes a Java file in UTF-8");
    }
  }

  private static String digest(String text) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String modelName(String domain, String opType) {
    return (domain.isEmpty() ? "ai.onnx" : domain) + ":" + opType;
  }

  /** The operator for nodes of that kind; the empty domain is {@code ai.onnx}. */
  public Optional<CustomOperator> find(String domain, String opType) {
    return Optional.ofNullable(byModelName.get(modelName(domain, opType)));
  }

  public List<CustomOperator> all() {
    return new ArrayList<>(byModelName.values());
  }

  /** Whether a kernel's class name is the {@link CustomOperator#id} of a user's operator. */
  public static boolean isId(String className) {
    return className.indexOf('@') >= 0;
  }

  /** A loaded operator, by {@link CustomOperator#id}. */
  public static CustomOperator byId(String id) {
    CustomOperator operator = LOADED.get(id);
    if (operator == null) {
      throw new ThimbleException(
          Code.T0702,
          "operator " + id + " is not loaded",
          "",
          "the name ends with a digest of the Java file it was made from",
          "give that file, unchanged, with --op");
    }
    return operator;
  }
}
