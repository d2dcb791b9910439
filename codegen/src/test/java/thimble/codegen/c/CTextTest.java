package thimble.codegen.c;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import thimble.ir.ElementType;
import thimble.ir.TensorData;

final class CTextTest {
  @Test
  void commentsCannotBeLeft() {
    assertThat(CText.comment("*/ #include \"x")).isEqualTo("* / #include \"x");
    assertThat(CText.comment("/*/**/")).isEqualTo("/ * / ** /").doesNotContain("*/", "/*");
    assertThat(CText.comment("a\nb\r")).isEqualTo("a{u+000a}b{u+000d}");
    assertThat(CText.comment("end??/")).isEqualTo("end? ?/");
    assertThat(CText.comment("end\\")).isEqualTo("end{backslash}");
    assertThat(CText.comment("\u202e<b>")).isEqualTo("{u+202e}{u+003c}b{u+003e}");
    assertThat(CText.comment("n".repeat(10_000))).hasSizeLessThan(130).endsWith("...");
  }

  @Test
  void stringsAreClosed() {
    assertThat(CText.string("say \"no\"\\")).isEqualTo("\"say \\\"no\\\"{backslash}\"");
  }

  @Test
  void literalsMeanTheExactValue() {
    assertThat(CText.literal(Integer.MIN_VALUE)).isEqualTo("(-2147483647 - 1)");
    assertThat(CText.literal(-7)).isEqualTo("-7");
    assertThat(CText.literal(Long.MIN_VALUE)).isEqualTo("(-9223372036854775807LL - 1)");
    assertThat(CText.literal(0.1f)).isEqualTo("0.1f");
    assertThat(CText.literal(-0f)).isEqualTo("-0.0f");
    assertThat(CText.literal(Float.NEGATIVE_INFINITY)).isEqualTo("-INFINITY");
    assertThat(CText.literal(Float.MIN_VALUE)).isEqualTo("1.4E-45f");
    assertThat(CText.literal(Double.NaN)).isEqualTo("(double)NAN");
  }

  @Test
  void initialisersAreDenseLines() {
    String text = CText.initialiser(TensorData.bytes(new byte[250]));

    assertThat(text.lines()).allMatch(line -> line.length() <= CText.COLUMNS && line.endsWith(","));
    assertThat(text.lines()).hasSize(5);
    assertThat(CText.initialiser(TensorData.wrap(ElementType.U8, new byte[] {-1, 5})))
        .isEqualTo("-1,5,");
  }
}
