package org.daxlease.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.daxlease.protocol.Access;
import org.daxlease.protocol.Backing;
import org.daxlease.protocol.Overrides;
import org.daxlease.protocol.Pin;
import org.daxlease.protocol.PolicyOverrides;
import org.daxlease.protocol.Term;
import org.daxlease.protocol.UnleasedPin;
import org.junit.jupiter.api.Test;

/** A lease that begins with a pin counts the others that it covers, and of those only are read. */
class ImplicitLeaseTest extends ByHand {

  private static final Duration T = Duration.ofSeconds(3);
  private static final PolicyOverrides IMPLICIT =
      new Overrides().leaseBreakTime(T).unleasedPin(UnleasedPin.IMPLICIT_LEASE).build();

  /** A SHORT pin that has been held for too long counts as a long one (rule 8). */
  @Test
  void countsAPinThatHasOverstayed() {
    UUID file = file(Backing.DAX, IMPLICIT);
    UUID process = process(null);
    UUID mapping = map(process, file);
    UUID overstaying = pin(mapping, 0, Term.SHORT);
    UUID operation = value(operations.request(Caller.ANONYMOUS, truncate(file))).id();
    pass(T);
    fire(file);
    assertThat(rows.pins().findById(overstaying).orElseThrow().overstayed).isTrue();
    value(operations.cancel(Caller.ANONYMOUS, operation));

    UUID pinned = pin(mapping, 3, Term.LONGTERM);

    UUID lease = Objects.requireNonNull(rows.pins().findById(pinned).orElseThrow().leaseId);
    assertThat(rows.pins().findById(overstaying).orElseThrow().leaseId).isEqualTo(lease);
    assertThat(rows.leases().findById(lease).orElseThrow().fact().pins()).isEqualTo(2);
  }

  private UUID pin(UUID mapping, long page, Term term) {
    var asked = new PinPages(mapping, page * PAGE, PAGE, new Pin.Use(Access.READ, term));
    return value(pins.pin(CallerCommand.by(Caller.ANONYMOUS, List.of(asked))).getFirst()).id();
  }
}
