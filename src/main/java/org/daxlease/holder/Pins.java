package org.daxlease.holder;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.daxlease.client.HoldingApi;
import org.daxlease.client.PinInfo;
import org.daxlease.client.ProblemException;

/** The pins in a mapping, with those of which no answer told whether they are there. */
final class Pins {

  private final HoldingApi holdings;
  private final UUID mapping;
  private final List<UUID> pinned = new ArrayList<>();

  /** Each asks once more, under its key, and so finds the pin of the first time. */
  private final List<Supplier<PinInfo>> unanswered = new ArrayList<>();

  Pins(HoldingApi holdings, UUID mapping) {
    this.holdings = holdings;
    this.mapping = mapping;
  }

  synchronized PinInfo pin(long offset, long length) {
    var asked = new PinInfo.NewPin(mapping, offset, length, "WRITE");
    String key = UUID.randomUUID().toString();
    Supplier<PinInfo> request = () -> holdings.pin(asked, key);
    try {
      PinInfo pin = request.get();
      pinned.add(pin.id());
      return pin;
    } catch (RuntimeException e) {
      if (!ProblemException.isFinal(e)) {
        unanswered.add(request);
      }
      throw e;
    }
  }

  /** Gives all of them back that can be; the others are tried again the next time. */
  synchronized void unpinAll(RetryingRelease back) {
    // Refused for good, it has pinned nothing.
    unanswered.removeIf(request -> back.give(() -> pinned.add(request.get().id())));
    pinned.removeIf(pin -> back.give(() -> holdings.unpin(pin)));
  }
}
