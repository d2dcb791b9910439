package thimble.ir.custom;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.ThimbleException;
import thimble.ir.kernel.Wrap;

/** Compiles one Java file in memory, against the kernel classes. */
final class SourceCompiler {
  private final String fileName;
  private final Map<String, ByteArrayOutputStream> classFiles = new TreeMap<>();

  private SourceCompiler(String fileName) {
    this.fileName = fileName;
  }

  /**
   * The class that a file is named after.
   *
   * @param fileName {@code Swish6.java}
   */
  static Class<?> compile(String fileName, String text) {
    SourceCompiler compiler = new SourceCompiler(fileName);
    compiler.run(text);
    return compiler.load();
  }

  private void run(String text) {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    if (javac == null) {
      throw new ThimbleException(
          Code.T0702,
          "an operator in Java needs a Java compiler",
          fileName,
          "this Java " + Runtime.version().feature() + " is a run-time environment only",
          "run with a JDK, version 17 or later");
    }
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    List<String> options =
        List.of(
            "--release", "17", "-parameters", "-proc:none", "-implicit:none", "-g", "-cp", home());
    try (StandardJavaFileManager files =
        javac.getStandardFileManager(found, Locale.ROOT, StandardCharsets.UTF_8)) {
      boolean compiled =
          javac
              .getTask(
                  new StringWriter(),
                  new Memory(files),
                  found,
                  options,
                  null,
                  List.of(new Source(fileName, text)))
              .call();
      if (!compiled) {
        throw new ThimbleException(problems(found));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the kernel classes are. */
  private static String home() {
    try {
      return Path.of(Wrap.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Diagnostic> problems(DiagnosticCollector<JavaFileObject> found) {
    return found.getDiagnostics().stream()
        .filter(problem -> problem.getKind() == javax.tools.Diagnostic.Kind.ERROR)
        .map(
            problem ->
                new Diagnostic(
                    Code.T0702,
                    "an operator does not compile",
                    fileName + ", line " + problem.getLineNumber(),
                    problem.getMessage(Locale.ROOT).strip().replaceAll("\\s*\n\\s*", "; "),
                    ""))
        .toList();
  }

  private Class<?> load() {
    String simpleName = fileName.replaceFirst("\\.java$", "");
    for (String name : classFiles.keySet()) {
      if (name.substring(name.lastIndexOf('.') + 1).equals(simpleName)) {
        try {
          return new Loader().loadClass(name);
        } catch (ClassNotFoundException | LinkageError e) {
          throw new IllegalStateException("cannot load " + name, e);
        }
      }
    }
    throw new ThimbleException(
        Code.T0702,
        "an operator's class is named as its file",
        fileName,
        "it declares " + classFiles.keySet(),
        "declare \"public final class " + simpleName + "\"");
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String fileName, String text) {
      super(URI.create("memory:///" + fileName), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** Keeps the class files that come out. */
  private final class Memory extends ForwardingJavaFileManager<StandardJavaFileManager> {
    Memory(StandardJavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
      return new SimpleJavaFileObject(
          URI.create("memory:///" + className.replace('.', '/') + ".class"), kind) {
        @Override
        public OutputStream openOutputStream() {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          classFiles.put(className, bytes);
          return bytes;
        }
      };
    }
  }

  private final class Loader extends ClassLoader {
    Loader() {
      super(Wrap.class.getClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      ByteArrayOutputStream bytes = classFiles.get(name);
      if (bytes == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, bytes.toByteArray(), 0, bytes.size());
    }
  }
}
