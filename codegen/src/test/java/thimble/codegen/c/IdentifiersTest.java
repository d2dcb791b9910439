package thimble.codegen.c;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class IdentifiersTest {
  private final Identifiers identifiers = new Identifiers();

  @Test
  void keepsWhatIsAnIdentifier() {
    assertThat(identifiers.unique("", "srcRows")).isEqualTo("srcRows");
  }

  @Test
  void replacesEverythingElseByOneUnderscore() {
    assertThat(identifiers.unique("", "*/ #include \"x.h\"\n")).isEqualTo("include_x_h");
    assertThat(identifiers.unique("", "größe")).isEqualTo("gr_e");
  }

  @Test
  void givesEveryTextANameOfItsOwn() {
    assertThat(identifiers.unique("", "a/b")).isEqualTo("a_b");
    assertThat(identifiers.unique("", "a.b")).isEqualTo("a_b_2");
    assertThat(identifiers.unique("", "a_b_2")).isEqualTo("a_b_2_2");
    assertThat(identifiers.unique("", "")).isEqualTo("x");
    assertThat(identifiers.unique("", "\u4e2d\u6587")).isEqualTo("x_2");
  }

  @Test
  void avoidsKeywordsAndLeadingDigits() {
    assertThat(identifiers.unique("", "register")).isEqualTo("register_");
    assertThat(identifiers.unique("", "1x1")).isEqualTo("x1x1");
    assertThat(identifiers.unique("AT_", "1")).isEqualTo("AT_1");
  }

  @Test
  void shortensLongNamesAndTellsThemApart() {
    String one = identifiers.unique("", "layer".repeat(2000) + "1");
    String two = identifiers.unique("", "layer".repeat(2000) + "2");

    assertThat(one).hasSize(40).matches("layer[a-z]+_[0-9a-f]{8}").isNotEqualTo(two);
  }

  @Test
  void keepsNetworksAwayFromHeadersAndOwnFiles() {
    assertThat(Identifiers.network("kws")).isEqualTo("kws");
    assertThat(Identifiers.network("string")).isEqualTo("string_net");
    assertThat(Identifiers.network("main")).isEqualTo("main_net");
    assertThat(Identifiers.network("int")).isEqualTo("int_net");
  }
}
