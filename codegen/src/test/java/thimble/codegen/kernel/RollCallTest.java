package thimble.codegen.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thimble.ir.kernel.Wrap;
import thimble.ir.op.KernelCall;

/** Every reference kernel there is lies in the subset, and its C compiles without a warning. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RollCallTest {
  @TempDir private static Path directory;

  private KernelSource source;
  private Path file;

  @BeforeAll
  void translate() throws Exception {
    List<KernelCall> calls = new ArrayList<>();
    for (Class<?> kernel : kernelClasses()) {
      for (Method method : kernel.getDeclaredMethods()) {
        if (Modifier.isPublic(method.getModifiers()) && isAlone(method)) {
          calls.add(KernelCall.of(kernel, method.getName()));
        }
      }
    }
    source = KernelTranslator.translate(calls);
    file = new Toolchain(directory).write("kernels.c", unit(source));
  }

  /** Overloaded functions are no entries; other kernels call them. */
  private static boolean isAlone(Method method) {
    return Stream.of(method.getDeclaringClass().getDeclaredMethods())
            .filter(other -> Modifier.isPublic(other.getModifiers()))
            .filter(other -> other.getName().equals(method.getName()))
            .count()
        == 1;
  }

  /** Their sources stand beside each other, in a directory or in a jar. */
  private static List<Class<?>> kernelClasses() throws Exception {
    URI source = Wrap.class.getResource("Wrap.java").toURI();
    if (!source.getScheme().equals("jar")) {
      return kernelClasses(Path.of(source).getParent());
    }
    try (FileSystem jar = FileSystems.newFileSystem(source, Map.of())) {
      return kernelClasses(jar.provider().getPath(source).getParent());
    }
  }

  private static List<Class<?>> kernelClasses(Path sources) throws Exception {
    List<Class<?>> classes = new ArrayList<>();
    try (Stream<Path> files = Files.list(sources)) {
      for (Path path : files.sorted(Comparator.comparing(Path::toString)).toList()) {
        String name = path.getFileName().toString();
        if (name.endsWith(".java") && !name.equals("package-info.java")) {
          classes.add(Class.forName(Wrap.class.getPackageName() + "." + name.replace(".java", "")));
        }
      }
    }
    assertThat(classes).contains(Wrap.class);
    return classes;
  }

  /** A translation unit that uses every function, as a project does. */
  private static String unit(KernelSource source) {
    StringBuilder unit = new StringBuilder();
    source.includes().forEach(header -> unit.append("#include ").append(header).append('\n'));
    unit.append(source.text()).append("\ntypedef void (*Kernel)(void);\n");
    unit.append("extern const Kernel kernels[];\nconst Kernel kernels[] = {\n");
    source
        .functions()
        .values()
        .forEach(function -> unit.append("(Kernel)").append(function.name()).append(",\n"));
    return unit.append("};\n").toString().replace("static inline ", "static ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-O2"})
  void hostCompilerIsContent(String optimization) {
    // Casting functions is the test's own doing.
    new Toolchain(directory).compile(file, "gcc", optimization, "-Wno-cast-function-type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cortex-m3", "cortex-m4"})
  void microcontrollerCompilerIsContent(String cpu) {
    new Toolchain(directory)
        .compile(
            file, "arm-none-eabi-gcc", "-mcpu=" + cpu, "-mthumb", "-O2", "-Wno-cast-function-type");
  }

  @Test
  void linesKeepToTheirWidth() {
    assertThat(source.text().lines()).allMatch(line -> line.length() <= Doc.COLUMNS);
  }

  @Test
  void orderOfCallsDoesNotMatter() {
    KernelCall a = new KernelCall("thimble.ir.kernel.Conv2dKernel", "s8", List.of());
    KernelCall b = new KernelCall("thimble.ir.kernel.Conv2dKernel", "f32", List.of());
    assertThat(KernelTranslator.translate(List.of(a, b)))
        .isEqualTo(KernelTranslator.translate(List.of(b, a, b)));
  }
}
