package thimble.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** Numbers of bytes as users write them: {@code 65536}, {@code 64K}, {@code 1M}. */
final class ByteCounts {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,12})([KkMm]?)(?:i?B)?");

  private ByteCounts() {}

  /**
   * @param option that has the text, for the message
   */
  static long parse(CommandLine command, String option, String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new CommandLine.ParameterException(
          command, option + " takes a number of bytes such as 65536 or 64K, not \"" + text + "\"");
    }
    long unit =
        switch (matcher.group(2).toUpperCase(Locale.ROOT)) {
          case "K" -> 1024;
          case "M" -> 1024 * 1024;
          default -> 1;
        };
    return Long.parseLong(matcher.group(1)) * unit;
  }
}
