package thimble.ir.run;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.custom.CustomOperators;
import thimble.ir.op.Argument;
import thimble.ir.op.KernelCall;
import thimble.ir.op.Signature;

/** Runs reference kernels on the JVM, with memory that a {@link Binding} supplies. */
public final class KernelRunner {
  private static final Map<String, Method> METHODS = new ConcurrentHashMap<>();

  private KernelRunner() {}

  /** Where the tensors of one call lie. Indices count elements. */
  public interface Binding {
    Object inputArray(int input);

    /** Index of the first element the call may read as its {@link Argument.Source}. */
    int inputAt(int input);

    /** For each tap of the input's window the index of its row's first element, or -1. */
    int[] inputRows(int input);

    Object outputArray(int output);

    int outputAt(int output);

    Object scratchArray(Argument.Scratch scratch);

    int scratchAt(Argument.Scratch scratch);

    /** Number of output rows of this call. */
    int rowCount();

    /** The first output row of this call. */
    int outputRow();

    /** Index within its image of the input row that is fed, for an {@link Argument.InputRow}. */
    default int inputRow() {
      throw new IllegalStateException("no row is fed");
    }
  }

  public static void run(KernelCall call, Binding binding) {
    List<Object> arguments = new ArrayList<>(2 * call.arguments().size());
    for (Argument argument : call.arguments()) {
      if (argument instanceof Argument.Source source) {
        arguments.add(binding.inputArray(source.input()));
        arguments.add(binding.inputAt(source.input()));
      } else if (argument instanceof Argument.SourceRows source) {
        arguments.add(binding.inputArray(source.input()));
        arguments.add(binding.inputRows(source.input()));
      } else if (argument instanceof Argument.Sink sink) {
        arguments.add(binding.outputArray(sink.output()));
        arguments.add(binding.outputAt(sink.output()));
      } else if (argument instanceof Argument.Table table) {
        arguments.add(table.data().array());
      } else if (argument instanceof Argument.Int number) {
        arguments.add(number.value());
      } else if (argument instanceof Argument.Real number) {
        arguments.add(number.value());
      } else if (argument instanceof Argument.PerRow extent) {
        arguments.add(extent.amount() * binding.rowCount());
      } else if (argument instanceof Argument.OutputRow) {
        arguments.add(binding.outputRow());
      } else if (argument instanceof Argument.InputRow) {
        arguments.add(binding.inputRow());
      } else if (argument instanceof Argument.Scratch scratch) {
        arguments.add(binding.scratchArray(scratch));
        arguments.add(binding.scratchAt(scratch));
      }
    }
    invoke(call, arguments);
  }

  private static void invoke(KernelCall call, List<Object> arguments) {
    Method method = method(call);
    try {
      method.invoke(null, arguments.toArray());
    } catch (InvocationTargetException e) {
      if (CustomOperators.isId(call.className())) {
        throw CustomOperators.byId(call.className()).failure(e.getCause());
      }
      throw new IllegalStateException("kernel " + method + " failed", e.getCause());
    } catch (IllegalAccessException | IllegalArgumentException e) {
      throw new IllegalStateException("kernel " + method + " does not take " + arguments, e);
    }
  }

  /** Whether the parameters of the method behind a call take its arguments. */
  public static boolean takes(KernelCall call, Signature signature) {
    List<Class<?>> classes = new ArrayList<>(2 * call.arguments().size());
    for (Argument argument : call.arguments()) {
      if (argument instanceof Argument.Source source) {
        classes.add(arrayOf(signature.input(source.input()).element()));
        classes.add(int.class);
      } else if (argument instanceof Argument.SourceRows source) {
        classes.add(arrayOf(signature.input(source.input()).element()));
        classes.add(int[].class);
      } else if (argument instanceof Argument.Sink sink) {
        classes.add(arrayOf(signature.output(sink.output()).element()));
        classes.add(int.class);
      } else if (argument instanceof Argument.Table table) {
        classes.add(table.data().array().getClass());
      } else if (argument instanceof Argument.Scratch scratch) {
        classes.add(arrayOf(scratch.element()));
        classes.add(int.class);
      } else {
        classes.add(argument instanceof Argument.Real ? float.class : int.class);
      }
    }
    return classes.equals(List.of(method(call).getParameterTypes()));
  }

  private static Class<?> arrayOf(ElementType element) {
    return TensorData.allocate(element, 0).array().getClass();
  }

  /** The Java method behind a call. */
  public static Method method(KernelCall call) {
    return METHODS.computeIfAbsent(call.className() + "#" + call.method(), key -> find(call));
  }

  private static Method find(KernelCall call) {
    try {
      for (Method method : kernelClass(call.className()).getMethods()) {
        if (method.getName().equals(call.method())) {
          return method;
        }
      }
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("no kernel class " + call.className(), e);
    }
    throw new IllegalStateException("no kernel " + call.className() + "." + call.method());
  }

  private static Class<?> kernelClass(String className) throws ClassNotFoundException {
    return CustomOperators.isId(className)
        ? CustomOperators.byId(className).compiled()
        : Class.forName(className);
  }
}
