package thimble.codegen.c;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * Makes C identifiers of arbitrary text, each once: letters, digits and single underscores, not a
 * keyword, not too long. Two different texts never give the same identifier within one instance.
 */
public final class Identifiers {
  /** Longer texts are cut and end in a part of their hash. */
  private static final int LIMIT = 40;

  /** Of C11 and, because headers are included there too, C++20; and macros of the C library. */
  private static final Set<String> RESERVED =
      Set.of(
          """
          alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t
          char16_t char32_t class compl concept const consteval constexpr constinit const_cast
          continue co_await co_return co_yield decltype default delete do double dynamic_cast
          else enum explicit export extern false float for friend goto if inline int long mutable
          namespace new noexcept not not_eq nullptr operator or or_eq private protected public
          register reinterpret_cast requires restrict return short signed sizeof static
          static_assert static_cast struct switch template this thread_local throw true try
          typedef typeid typename typeof union unsigned using virtual void volatile wchar_t while
          xor xor_eq NULL INFINITY NAN linux unix i386 arm errno main
          """
              .split("\\s+"));

  /** Headers of C11 and POSIX that a file of that name would hide; the project's own files. */
  private static final Set<String> RESERVED_FILES =
      Set.of(
          """
          assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal
          stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string tgmath
          threads time uchar wchar wctype unistd fcntl sys strings memory malloc alloca main
          startup test all clean install help package build firmware port report program
          """
              .split("\\s+"));

  private final Set<String> taken = new HashSet<>();

  /**
   * An identifier for a text.
   *
   * @param prefix put before it, itself an identifier or empty
   */
  public String unique(String prefix, String text) {
    String stem = prefix + shorten(clean(text), text);
    stem = stem.isEmpty() || Character.isDigit(stem.charAt(0)) ? "x" + stem : stem;
    stem = RESERVED.contains(stem) ? stem + "_" : stem;
    String name = stem;
    for (int i = 2; !taken.add(name); i++) {
      name = stem + "_" + i;
    }
    return name;
  }

  /** As {@link #unique}, in capitals: a macro or an enumerator. */
  public String uniqueConstant(String prefix, String text) {
    return unique(prefix, clean(text).toUpperCase(java.util.Locale.ROOT));
  }

  /**
   * The prefix of everything a network's C files define, which is also their file name: small
   * letters, digits, underscores.
   *
   * @param graphName {@code Graph.name()}
   */
  public static String network(String graphName) {
    String name = new Identifiers().unique("", graphName.toLowerCase(java.util.Locale.ROOT));
    return RESERVED_FILES.contains(name) ? name + "_net" : name.replaceAll("_$", "_net");
  }

  private static String clean(String text) {
    StringBuilder clean = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 128 && Character.isLetterOrDigit(c)) {
        clean.append(c);
      } else if (clean.length() > 0 && clean.charAt(clean.length() - 1) != '_') {
        clean.append('_');
      }
    }
    int end = clean.length();
    return end > 0 && clean.charAt(end - 1) == '_' ? clean.substring(0, end - 1) : clean.toString();
  }

  private static String shorten(String clean, String original) {
    if (clean.length() <= LIMIT) {
      return clean;
    }
    return clean.substring(0, LIMIT - 9) + "_" + hash(original);
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
