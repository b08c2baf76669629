package org.daxlease.bench.load;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests that each create something, spread over connections. */
final class Errands implements Work {

  private final List<byte[]> requests;
  private final String[] ids;

  /** Which request a connection sent last. */
  private final int[] current = new int[64];

  private int next;

  Errands(List<byte[]> requests) {
    this.requests = requests;
    this.ids = new String[requests.size()];
  }

  @Override
  public byte @Nullable [] next(int connection) {
    if (next == requests.size()) {
      return null;
    }
    current[connection] = next;
    return requests.get(next++);
  }

  @Override
  public void answered(int connection, Answer answer) {
    ids[current[connection]] = answer.id();
  }

  /** What was created, in the order of the requests. */
  List<String> ids() {
    return Arrays.asList(ids);
  }
}
