package thimble.codegen.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.ThimbleException;
import thimble.ir.op.KernelCall;

/** What lies outside of the subset is refused, with its line and what to write instead. */
class SubsetTest {
  private static KernelSource translate(String members) {
    String text = "public final class Mine {\n" + members + "\n}\n";
    return KernelTranslator.translate(
        List.of(new KernelCall("Mine", "run", List.of())),
        name ->
            name.equals("Mine")
                ? Optional.of(new KernelText("Mine.java", text))
                : KernelText.builtIn(name));
  }

  private static List<Diagnostic> problems(String members) {
    ThimbleException refused =
        catchThrowableOfType(ThimbleException.class, () -> translate(members));
    assertThat(refused).as(members).isNotNull();
    assertThat(refused.diagnostics()).allMatch(problem -> problem.code() == Code.T0701);
    return refused.diagnostics();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          int[] t = new int[n];              | a local is a primitive
          int[] t = a;                       | a local is a primitive
          var t = n;                         | a local is a primitive
          String s = "x";                    | a local is a primitive
          System.out.println(n);             | calls static methods of kernel classes only
          n = a.length;                      | arrays have no length in C
          for (int v : a) { n += v; }        | arrays have no length in C
          throw new RuntimeException();      | throws nothing
          try { n = 1; } finally { n = 2; }  | catches nothing
          outer: while (true) break outer;   | no labels
          n = (int) Math.pow(n, 2);          | no Math.pow in kernels
          n = Integer.bitCount(n);           | calls static methods of kernel classes only
          n = Float.floatToIntBits(n);       | no Float.floatToIntBits in kernels
          a[n++] = n;                        | may be stepped
          a[n] = n++;                        | may be stepped
          a[n++] += 1.5f;                    | computed twice
          n = a[n] = 1;                      | an assignment is a statement
          n = (n = 1) + 2;                   | an assignment is a statement
          n = (byte) n > 200 ? 1 : 0;        | the type alone decides
          n = (char) n >= 0 ? 1 : 0;         | the type alone decides
          n = -129 < (byte) n ? 1 : 0;       | the type alone decides
          n = n == n ? 1 : 0;                | compared with itself
          n = unknown;                       | parameters, locals and static final constants only
          n = mutable;                       | parameters, locals and static final constants only
          TABLE[0] = 1;                      | a table is constant
          fill(TABLE, 1);                    | a table is constant
          n = n + fill(a, 1);                | a call that writes arrays
          a[0] = fill(a, 1);                 | a call that writes arrays
          run(a, n);                         | a kernel does not call itself
          n = n > 0 ? run2(a)[0] : 1;        | arrays have one dimension
          n = new Object().hashCode();       | calls static methods of kernel classes only
          Runnable r = () -> {};             | a local is a primitive
          n = switch (n) { default -> 2; };  | a switch gives no value
          switch (n) { case 1: n = 2; case 2: n = 3; break; } | does not run into the next one
          assert n > 0;                      | asserts nothing
          synchronized (a) { n = 1; }        | no locks
          n = a == null ? 1 : 2;             | a kernel has no null
          n = (n > 0 ? a : TABLE)[0];        | arrays have one dimension
          """)
  void refuses(String statement, String message) {
    List<Diagnostic> problems =
        problems(
            """
            static int mutable = 3;
            private static final int[] TABLE = {1, 2};
            static int fill(int[] d, int v) { d[0] = v; return v; }
            public static void run(int[] a, int n) {
            """
                + statement
                + "\n}");
    assertThat(problems).anyMatch(problem -> problem.what().contains(message));
    assertThat(problems).allMatch(problem -> problem.where().equals("Mine.java, line 6"));
    assertThat(problems).allMatch(problem -> !problem.hint().isEmpty());
  }

  @Test
  void tellsAllProblemsAtOnce() {
    List<Diagnostic> problems =
        problems(
            """
            public static void run(int[] a, int n) {
              n = a.length;
              n = helper(n);
            }
            static int helper(int n) {
              return (int) Math.exp(n);
            }
            """);
    assertThat(problems).hasSize(2);
    assertThat(problems.get(1).text())
        .isEqualTo(
            """
            error[T0701]: no Math.exp in kernels
              at: Mine.java, line 7
              why: Math.exp(n)
              try: kernels have Math.min, max, abs, sqrt, floor, ceil and rint; the rest is in \
            FloatMath""");
  }

  @Test
  void refusesKernelsItCannotSee() {
    assertThat(problems("public static void run(String s) {}").get(0).what())
        .contains("no primitives and arrays of them");
    assertThat(problems("static void walk(int n) {}").get(0).what())
        .contains("no public static method run");
    assertThat(
            problems("public static void run(int n) {} public static void run(long n) {}")
                .get(0)
                .what())
        .contains("2 kernels are called run");
    assertThat(problems("public static void run(int n) { // \\u000a n = 1; \n }").get(0).what())
        .contains("Unicode escapes");
    assertThat(problems("public static void run(int n) { n = ; }").get(0).what())
        .contains("not Java 17");
  }

  @Test
  void nothingInACommentLeavesIt() {
    String text =
        translate(
                """
                /** Ends here *&#47; or *\\/ or {@code /*} or ??/ not. */
                public static void run(int[] a, int n) {
                  // a line that goes on \\
                  a[n] = 1; // and ??/
                }
                """)
            .text();
    assertThat(text).contains("// a line that goes on\n").contains("a[n] = 1;  // and ? ?/");
    assertThat(text).doesNotContain("??").doesNotContain("/*}");
  }

  @Test
  void keepsCommentsWhereTheyStood() {
    String text =
        translate(
                """
                /**
                 * Adds {@link #ONE} to {@code a}.
                 *
                 * @param n where
                 */
                public static void run(int[] a, int n) {
                  // Before.
                  if (n > 0) { // Inside.
                    a[n] += ONE; // After.
                    // Last.
                  }
                  /* A block. */
                  else {
                    a[0] = 2;
                  }
                }
                /** The unit. */
                private static final int ONE = 1;
                """)
            .text();
    assertThat(text)
        .endsWith(
            """
            /* The unit. */
            #define MINE_ONE 1

            /*
             * Adds ONE to a.
             *
             * n: where
             */
            static void mine_run(int32_t *a, int32_t n) {
              // Before.
              if (n > 0) {
                // Inside.
                a[n] += MINE_ONE;  // After.
                // Last.
              } else {
                /* A block. */
                a[0] = 2;
              }
            }
            """);
  }

  @Test
  void comparisonsWithinATypesRangeStay() {
    translate(
        """
        public static void run(byte[] a, char c, float x) {
          if (a[0] > 126 || a[1] <= -128 && c > 0 || 127 == a[2] || x != x) { a[0] = 1; }
        }
        """);
  }

  @Test
  void onlyWrittenArraysAreNotConst() {
    KernelSource source =
        translate(
            """
            public static void run(int[] a, byte[] b, float[] c, int n) {
              if (n > 0) { put(a, b); }
            }
            private static void put(int[] to, byte[] from) { to[0] = from[1]; }
            """);
    CFunction function = source.function(new KernelCall("Mine", "run", List.of()));
    assertThat(function.name()).isEqualTo("mine_run");
    assertThat(function.parameters().stream().map(CFunction.CParameter::type))
        .containsExactly("int32_t *", "const int8_t *", "const float *", "int32_t");
  }
}
