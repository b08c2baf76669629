package org.daxlease.agent;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.daxlease.client.BreakInfo;
import org.daxlease.client.Event;
import org.daxlease.client.LeaseInfo;
import org.jspecify.annotations.Nullable;

/**
 * A signal as an event tells of it.
 *
 * @param breakId null where nothing waits for its addressee (rule 13)
 * @param epoch of the lease when the break began; null for unleased pins
 */
record SignalEvent(
    long eventId,
    RealSignal signal,
    UUID processId,
    @Nullable UUID breakId,
    @Nullable UUID leaseId,
    @Nullable Long epoch) {

  /** Empty where the signal is of a kind that did not exist when this agent was made. */
  static Optional<SignalEvent> of(Event event) {
    String epoch = event.text("epoch");
    return RealSignal.named(event.text("signal"))
        .map(signal ->
            new SignalEvent(
                Long.parseLong(event.id()),
                signal,
                Objects.requireNonNull(event.id("processId")),
                event.id("breakId"),
                event.id("leaseId"),
                epoch == null ? null : Long.valueOf(epoch)));
  }

  /** Whether it still is the last word of a break that goes on. */
  boolean isDue(BreakInfo now) {
    return now.outcome() == null
        && now.stage().equals(signal.name())
        && Objects.equals(now.epoch(), epoch)
        && !now.signals().isEmpty()
        && now.signals().getLast().eventId().equals(Long.toString(eventId));
  }

  /** Whether the lease that it was a notice about still is as it was. */
  boolean isDue(LeaseInfo now) {
    return now.isLive() && Objects.equals(now.epoch(), epoch);
  }
}
