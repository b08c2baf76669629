package org.daxlease.coordination.web;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.daxlease.coordination.Precondition;
import org.daxlease.protocol.Policy;

/** Versions as entity tags (RFC 9110, section 8.8.3) and the conditions that name them. */
final class EntityTags {

  /** One element of a list, which may be empty; a comma may stand within the quotes. */
  private static final Pattern ELEMENT =
      Pattern.compile("\\G[ \\t]*(?:(W/)?\"([\\x21\\x23-\\x7E\\x80-\\xFF]*)\")?[ \\t]*(?:,|$)");

  /** What {@link #of} makes. */
  private static final Pattern TAG = Pattern.compile("(0|[1-9]\\d{0,17})-[0-9a-f]{8}");

  private EntityTags() {}

  /**
   * The tag of something that has a version of its own, and a policy that also depends on others:
   * it changes with each, so that no cache keeps an old policy.
   */
  static String of(long version, Policy effective) {
    CRC32 sum = new CRC32();
    sum.update(effective.toString().getBytes(StandardCharsets.UTF_8));
    return "\"%d-%08x\"".formatted(version, sum.getValue());
  }

  /**
   * What the lines of {@code If-Match} and {@code If-None-Match} say together. Of a tag its version
   * counts: what others have changed is not overwritten. The first are compared strongly, so that a
   * weak one matches nothing, and neither does what is no list of tags; the second weakly, and what
   * is no list matches everything: nothing is changed then.
   */
  static Precondition condition(List<String> ifMatch, List<String> ifNoneMatch) {
    Predicate<Long> wanted = ifMatch.isEmpty() ? _ -> true : named(ifMatch, false);
    Predicate<Long> unwanted = ifNoneMatch.isEmpty() ? _ -> false : named(ifNoneMatch, true);
    return version ->
        version == null ? ifMatch.isEmpty() : wanted.test(version) && !unwanted.test(version);
  }

  private static Predicate<Long> named(List<String> lines, boolean weakly) {
    String list = String.join(",", lines).strip();
    if (list.equals("*")) {
      return _ -> true;
    }
    Set<Long> versions = new HashSet<>();
    Matcher element = ELEMENT.matcher(list);
    int end = 0;
    while (end < list.length() && element.find()) {
      end = element.end();
      if (element.group(2) != null && (weakly || element.group(1) == null)) {
        Matcher tag = TAG.matcher(element.group(2));
        if (tag.matches()) {
          versions.add(Long.valueOf(tag.group(1)));
        }
      }
    }
    return end == list.length() ? versions::contains : _ -> weakly;
  }
}
