package org.daxlease.bench;

import java.util.Locale;

/** Numbers in words. */
final class Words {

  private Words() {}

  /** {@code 1 connection}, {@code 2,000 holders}. */
  static String count(int number, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", number, what, number == 1 ? "" : "s");
  }
}
