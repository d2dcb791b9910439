package thimble.codegen.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The C helpers of {@code helpers.c}, and which of them a translation needs. */
final class Helpers {
  private static final String MARK = "//: ";
  private static final Map<String, Helper> ALL = read();

  private final Set<String> used = new TreeSet<>();
  private final Set<String> includes = new TreeSet<>();

  private record Helper(List<String> includes, String text) {}

  private static Map<String, Helper> read() {
    String file;
    try (InputStream in = Helpers.class.getResourceAsStream("helpers.c")) {
      file = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, Helper> helpers = new LinkedHashMap<>();
    String[] sections = file.split("(?m)^" + MARK);
    for (int i = 1; i < sections.length; i++) {
      int end = sections[i].indexOf('\n');
      String[] head = sections[i].substring(0, end).split(" ");
      helpers.put(
          head[0],
          new Helper(
              List.of(head).subList(1, head.length), sections[i].substring(end + 1).strip()));
    }
    return Collections.unmodifiableMap(helpers);
  }

  static Set<String> names() {
    return ALL.keySet();
  }

  /** The helper's name, noted as needed. */
  String use(String name) {
    Helper helper = ALL.get(name);
    if (helper == null) {
      throw new IllegalArgumentException("no helper " + name);
    }
    used.add(name);
    includes.addAll(helper.includes());
    return name;
  }

  void include(String header) {
    includes.add(header);
  }

  Set<String> includes() {
    return Collections.unmodifiableSet(includes);
  }

  /** The needed helpers' text, in the order of {@code helpers.c}. */
  List<String> texts() {
    List<String> texts = new ArrayList<>();
    ALL.forEach(
        (name, helper) -> {
          if (used.contains(name)) {
            texts.add(helper.text());
          }
        });
    return texts;
  }
}
