package org.daxlease.coordination.web;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.daxlease.coordination.IfMatch;

/** Versions as entity tags (RFC 9110, section 8.8.3) and the conditions that name them. */
final class EntityTags {

  /** One element of a list, which may be empty; a comma may stand within the quotes. */
  private static final Pattern ELEMENT =
      Pattern.compile("\\G[ \\t]*(?:(W/)?\"([\\x21\\x23-\\x7E\\x80-\\xFF]*)\")?[ \\t]*(?:,|$)");

  private static final Pattern VERSION = Pattern.compile("0|[1-9]\\d{0,17}");

  private EntityTags() {}

  static String of(long version) {
    return "\"" + version + "\"";
  }

  /**
   * What the lines of an {@code If-Match} header say together. Tags are compared strongly: a weak
   * one matches nothing, and neither does what is no list of tags.
   */
  static IfMatch condition(List<String> lines) {
    if (lines.isEmpty()) {
      return new IfMatch.NoCondition();
    }
    String condition = String.join(",", lines).strip();
    return condition.equals("*") ? new IfMatch.IsThere() : new IfMatch.OneOf(versions(condition));
  }

  private static Set<Long> versions(String list) {
    Set<Long> versions = new HashSet<>();
    Matcher element = ELEMENT.matcher(list);
    int end = 0;
    while (end < list.length() && element.find()) {
      end = element.end();
      String tag = element.group(2);
      if (tag != null && element.group(1) == null && VERSION.matcher(tag).matches()) {
        versions.add(Long.valueOf(tag));
      }
    }
    return end == list.length() ? versions : Set.of();
  }
}
