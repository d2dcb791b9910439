package thimble.distribute.spark;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** The tool, out of its jars: what it needs it finds there and in the JDK, nowhere else. */
final class Tool {
  private static final String WORKBENCH = "thimble.tune.Workbench";

  private final ClassLoader loader;

  Tool(List<Path> jars) {
    URL[] urls = new URL[jars.size()];
    try {
      for (int i = 0; i < urls.length; i++) {
        urls[i] = jars.get(i).toUri().toURL();
      }
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
    this.loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
  }

  /** Where a job's files lie on the machine of whoever asks, by their hash. */
  @SuppressWarnings("unchecked") // Maps and paths are the JDK's on both sides.
  Map<String, Path> sources(String job) {
    return (Map<String, Path>) call("sources", job);
  }

  /** What runs a job's trials. */
  @SuppressWarnings("unchecked")
  IntFunction<String> runner(String job, Path store) {
    return (IntFunction<String>) call("runner", job, store.toString());
  }

  private Object call(String method, String... arguments) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      Class<?>[] types = new Class<?>[arguments.length];
      java.util.Arrays.fill(types, String.class);
      return loader
          .loadClass(WORKBENCH)
          .getMethod(method, types)
          .invoke(null, (Object[]) arguments);
    } catch (java.lang.reflect.InvocationTargetException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("these jars hold no " + WORKBENCH, e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
