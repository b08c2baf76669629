package org.daxlease.webhook;

import java.time.Instant;
import java.util.List;
import org.daxlease.webhook.DeliveryQueue.Stop;
import org.jspecify.annotations.Nullable;

/**
 * What one webhook has to have written, all or nothing.
 *
 * @param position everything up to here is delivered, does not fit, or is in a lane
 * @param results attempts since the last time, in order
 */
record Progress(
    Endpoint endpoint,
    long position,
    Status status,
    Lanes lanes,
    List<DeliveryRows.Result> results) {

  /**
   * How its receiver does.
   *
   * @param failingSince since when every attempt has failed
   * @param stop why nothing more is delivered
   */
  record Status(@Nullable Instant failingSince, @Nullable Stop stop) {}

  /** Lanes that have a row, and those that no longer have. */
  record Lanes(List<LaneRows.Row> saved, List<LaneKey> removed) {}
}
