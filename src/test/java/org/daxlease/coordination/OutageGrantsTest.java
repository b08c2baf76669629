package org.daxlease.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.Entry;
import org.daxlease.journal.JournalFilter;
import org.daxlease.journal.JournalReader;
import org.daxlease.protocol.Attendance;
import org.daxlease.protocol.Backing;
import org.daxlease.protocol.OperationState;
import org.daxlease.protocol.PolicyOverrides;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Nobody loses a grant because nobody was there to renew it. */
class OutageGrantsTest extends ByHand {

  /** The default. */
  private static final Duration TTL = Duration.ofSeconds(60);

  private static final Duration MOMENT = Duration.ofMillis(1);
  private static final Duration OUTAGE = Duration.ofMinutes(10);

  @Autowired private JournalReader journal;
  private UUID file;
  private long begin;
  private OperationView granted;
  private long token;

  @BeforeEach
  void grant() {
    // What follows is then an outage of its own.
    pass(Attendance.LONGEST_AGENT_TTL.plus(MOMENT));
    begin = journal.head();
    file = file(Backing.DAX, PolicyOverrides.NONE);
    granted = value(operations.request(Caller.ANONYMOUS, truncate(file)));
    token = Objects.requireNonNull(granted.reached().token());
    pass(TTL.minus(MOMENT));
  }

  private OperationEntity row() {
    return rows.operations().findById(granted.id()).orElseThrow();
  }

  private List<String> entries() {
    return journal.after(begin, 1000, JournalFilter.all()).stream()
        .map(CommittedEntry::entry)
        .filter(entry -> file.equals(entry.refs().fileId()))
        .map(Entry::type)
        .filter(type -> type.startsWith("operation."))
        .toList();
  }

  @Test
  void grantThatNobodyCouldRenewIsGoodForItsWholeTimeAfterTheOutage() {
    clock.pass(OUTAGE);

    fire(file);
    assertThat(row().grantExpiresAt).as("before anybody noticed").isEqualTo(clock.now().plus(TTL));
    attendance.attend();
    pass(TTL.minus(MOMENT));
    fire(file);
    assertThat(row().state).isEqualTo(OperationState.GRANTED);
    pass(MOMENT);
    fire(file);
    assertThat(row().state).isEqualTo(OperationState.EXPIRED);
    assertThat(entries())
        .containsExactly(
            "operation.requested", "operation.granted", "operation.renewed", "operation.expired");
  }

  @Test
  void grantThatWasOverBeforeTheOutageExpires() {
    pass(MOMENT);
    clock.pass(OUTAGE);

    fire(file);
    assertThat(row().state).isEqualTo(OperationState.EXPIRED);
  }

  /** Nobody is said to have renewed what is somebody else's. */
  @Test
  void itIsRenewedInTheNameOfTheCoordinator() {
    clock.pass(OUTAGE);
    Caller stranger = new Caller("olga", Authority.EVERYTHING);

    assertThat(operations.complete(stranger, granted.id(), token + 1))
        .isInstanceOf(Outcome.Refused.class);
    assertThat(journal.after(begin, 1000, JournalFilter.all()))
        .map(CommittedEntry::entry)
        .filteredOn(entry -> granted.id().equals(entry.refs().operationId()))
        .filteredOn(entry -> entry.type().equals("operation.renewed"))
        .singleElement()
        .extracting(Entry::principal)
        .isEqualTo("coordinator");
  }

  @Test
  void itIsUsedBeforeItsDeadlineIsLookedAt() {
    clock.pass(OUTAGE);

    OperationView completed = value(operations.complete(Caller.ANONYMOUS, granted.id(), token));
    assertThat(completed.state()).isEqualTo(OperationState.COMPLETED);
  }

  @Test
  void itIsRenewedAndGivenUpBeforeItsDeadlineIsLookedAt() {
    clock.pass(OUTAGE);

    OperationView renewed = value(operations.renew(Caller.ANONYMOUS, granted.id(), token));
    assertThat(renewed.reached().grantExpiresAt()).isEqualTo(clock.now().plus(TTL));
    clock.pass(OUTAGE);
    OperationView cancelled = value(operations.cancel(Caller.ANONYMOUS, granted.id()));
    assertThat(cancelled.state()).isEqualTo(OperationState.CANCELLED);
  }

  @Test
  void grantThatCouldHaveBeenRenewedSinceExpires() {
    clock.pass(OUTAGE);
    attendance.attend();
    pass(TTL);

    assertThat(operations.complete(Caller.ANONYMOUS, granted.id(), token))
        .isInstanceOf(Outcome.Refused.class);
    assertThat(row().state).isEqualTo(OperationState.EXPIRED);
  }
}
