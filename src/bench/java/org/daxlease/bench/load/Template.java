package org.daxlease.bench.load;

import java.util.stream.IntStream;

/**
 * A request that stands ready but for numbers of 12 digits, so that it is as long whatever they are
 * and nothing is formatted while the clock runs.
 */
public final class Template {

  /** Where a number goes in the text that a template is made of. */
  public static final String NUMBER = "#".repeat(12);

  private static final byte[] PLACE = Request.bytes(NUMBER);

  private final byte[] bytes;
  private final int[] places;

  public Template(byte[] request) {
    this.bytes = request;
    this.places =
        IntStream.rangeClosed(0, request.length - PLACE.length)
            .filter(i -> request[i] == '#')
            .filter(i -> i == 0 || request[i - 1] != '#')
            .toArray();
  }

  public int numbers() {
    return places.length;
  }

  /**
   * The request with that number, and in further places the numbers {@code step} apart that follow;
   * the same bytes each time, to be sent before the next call.
   */
  public byte[] with(long first, long step) {
    long number = first;
    for (int place : places) {
      long rest = number;
      for (int i = place + PLACE.length - 1; i >= place; i--) {
        bytes[i] = (byte) ('0' + rest % 10);
        rest /= 10;
      }
      number += step;
    }
    return bytes;
  }
}
