package thimble.sim;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.ThimbleException;

/** The right classes of samples. */
public final class Labels {
  /** Tables of numbers say 3.0 for 3. */
  private static final String CLASS = "[0-9]{1,9}([.]0*)?";

  private Labels() {}

  /**
   * The last column of a CSV file, separated by commas, semicolons or tabs, quoted or not; a first
   * line without a number there is a header.
   *
   * @throws ThimbleException T0602 where it holds something else
   */
  public static List<Integer> read(Path file) {
    List<Integer> labels = new ArrayList<>();
    List<String> lines = text(file).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String[] cells = lines.get(i).split("[,;\t]");
      String cell = cells.length == 0 ? "" : plain(cells[cells.length - 1]);
      if (cell.matches(CLASS)) {
        labels.add(Integer.parseInt(cell.replaceFirst("[.]0*$", "")));
      } else if (i > 0 && !lines.get(i).isBlank()) {
        throw misfit(file, "line " + (i + 1) + " does not end with a class number");
      }
    }
    if (labels.isEmpty()) {
      throw misfit(file, "it holds no labels");
    }
    return labels;
  }

  /** Without quotes, and without the mark that some editors put first. */
  private static String plain(String cell) {
    return cell.replace("\uFEFF", "").strip().replaceAll("^[\"']|[\"']$", "").strip();
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw misfit(file, Diagnostic.reason(e));
    }
  }

  private static ThimbleException misfit(Path file, String why) {
    return new ThimbleException(Code.T0602, "the file cannot be used", file.toString(), why, "");
  }
}
