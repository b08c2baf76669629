package org.daxlease.acceptance;

import java.util.ArrayList;
import java.util.List;

/** What a field may hold, and with that the JSON texts that it must not accept. */
enum Kind {
  ID(
      "5",
      "true",
      "[]",
      "{}",
      "[\"<file>\"]",
      "''",
      "'nope'",
      "'1-1-1-1-1'",
      "'{<unknown>}'",
      "'<unknown>0'",
      "'urn:uuid:<unknown>'",
      "'0190163d8694739bb004dac4b5ab3c0f'",
      "'<unknown>\\u0000'",
      "' <unknown>'",
      "'%00'"),
  OFFSET(numbers("-1", "-9223372036854775808")),
  ALIGNED_OFFSET(numbers("-4096", "1", "4095", "4097")),
  LENGTH(numbers("0", "-1", "-4096")),
  ALIGNED_LENGTH(numbers("0", "-4096", "1", "4095", "4097")),
  SIZE(numbers("-1")),
  TOKEN(numbers()),
  PAGE_SIZE(numbers("0", "1", "-4096", "2048", "4095", "4097", "12288", "2147483648")),
  PID(numbers("0", "-1", "2147483648", "4294967296")),
  FLAG("0", "1", "'true'", "'false'", "'yes'", "''", "[]", "{}", "[true]", "1.0"),
  ENUM(
      "0",
      "1",
      "-1",
      "true",
      "[]",
      "{}",
      "''",
      "'NOPE'",
      "'nope'",
      "' '",
      "'0'",
      "'READ,WRITE'",
      "'null'",
      "'TRUNCATE\\u0000'",
      "'Truncate'"),
  DURATION(
      "45",
      "4.5",
      "0",
      "true",
      "[]",
      "{}",
      "''",
      "'45'",
      "'45s'",
      "'P'",
      "'PT'",
      "'-PT1S'",
      "'PT-1S'",
      "'PT0.0001S'",
      "'P1Y'",
      "'P1M'",
      "'P3651D'",
      "'P99999999999999D'",
      "'PT9223372036854775808S'",
      "' PT1S'",
      "'PT1S '",
      "'PT1S\\u0000'",
      "'1 minute'"),
  FILESYSTEM(texts(64, "''", "' '", "'a b'", "'a/b'", "'a\\nb'", "'\u00e9'", "'<script>'")),
  PATH(texts(4095, "''", "'" + "\u00e9".repeat(2048) + "'")),
  HOST(texts(253, "''", "' '", "'-a'", "'a b'", "'" + "\ud83d\ude00".repeat(127) + "'")),
  START_TIME(texts(64)),
  COMMAND(texts(4096)),
  URL(texts(2048, "''", "'nope'", "'ftp://a.example/'", "'http:///x'", "'http://a b/'")),
  TYPES("5", "true", "{}", "'pin.'", "[5]", "[null]", "['']", "['A']", "['a b']", "[[]]"),
  SECRET(texts(256, "''", "'whsec_'", "'whsec_!'", "'secret'", "'whsec_AAAA'")),
  EVENT_ID("5", "true", "[]", "{}", "''", "'x'", "'-1'", "'1.5'", "'9223372036854775808'"),
  TYPE(texts(64)),
  REQUESTER(texts(256)),
  REASON(texts(1024)),
  POLICY("5", "true", "[]", "'x'", "''", "[{}]"),
  ITEMS("5", "true", "{}", "'x'", "[]", "[5]", "['x']", "[null]", "[[]]", "[{}]"),
  EVENT_IDS(
      "5",
      "true",
      "{}",
      "'1'",
      "[null]",
      "[[]]",
      "[{}]",
      "['']",
      "['x']",
      "['-1']",
      "['1.5']",
      "[true]",
      "['9223372036854775808']",
      "['1\\u0000']");

  private final List<String> wrong;

  Kind(String... wrong) {
    // Single quotes keep the table readable.
    this.wrong = List.of(wrong).stream().map(text -> text.replace('\'', '"')).toList();
  }

  /** JSON texts of the wrong type, shape or size for this kind of field. */
  List<String> wrong() {
    return wrong;
  }

  private static String[] numbers(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of("'4096'", "''", "true", "[]", "{}", "[4096]", "1.5", "4096.0", "4.096e3"));
    all.addAll(List.of("9223372036854775808", "18446744073709551616", "-9223372036854775809"));
    all.addAll(List.of("1e400", "'0x1000'"));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static String[] texts(int longest, String... more) {
    List<String> all = new ArrayList<>(List.of("5", "1.5", "true", "[]", "{}", "['x']"));
    all.addAll(List.of("'a\\u0000b'", "'\\u0000'", "'a\\ud800b'", "'\\udc00'"));
    all.add("'" + "x".repeat(longest + 1) + "'");
    all.add("'" + "x".repeat(100_000) + "'");
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
