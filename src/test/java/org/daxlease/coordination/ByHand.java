package org.daxlease.coordination;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.daxlease.database.EveryDatabase;
import org.daxlease.protocol.Access;
import org.daxlease.protocol.Backing;
import org.daxlease.protocol.FileFacts;
import org.daxlease.protocol.OnConflict;
import org.daxlease.protocol.Operation;
import org.daxlease.protocol.OperationKind;
import org.daxlease.protocol.Pin;
import org.daxlease.protocol.PolicyOverrides;
import org.daxlease.protocol.Protection;
import org.daxlease.protocol.Term;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/** The services under a clock and ids that a test sets, with nobody else to fire deadlines. */
@EveryDatabase
@SpringBootTest(
    webEnvironment = WebEnvironment.NONE,
    properties = "spring.datasource.url=jdbc:h2:mem:by-hand;LOCK_TIMEOUT=60000")
@Import({ByHand.Doubles.class, CountingStatements.class})
@ResourceLock("by-hand")
abstract class ByHand {

  static final int PAGE = 4096;
  private static final Duration A_SECOND = Duration.ofSeconds(1);

  /** Ids that can be told beforehand. */
  static final class Counted extends UuidV7Generator {
    private volatile long last = 1;

    Counted() {
      super(InstantSource.system());
    }

    @Override
    public synchronized UUID get() {
      return new UUID(0x7000L, ++last);
    }

    /** The ids that come next, without taking them. */
    Counted ahead() {
      var ahead = new Counted();
      ahead.last = last;
      return ahead;
    }
  }

  @TestConfiguration(proxyBeanMethods = false)
  static class Doubles {
    @Bean
    @Primary
    SetTime clock() {
      return new SetTime();
    }

    @Bean
    @Primary
    Counted counted() {
      return new Counted();
    }
  }

  @Autowired SetTime clock;
  @Autowired Counted ids;
  @Autowired ProcessService processes;
  @Autowired FileService files;
  @Autowired MappingService mappings;
  @Autowired LeaseService leases;
  @Autowired PinService pins;
  @Autowired OperationService operations;
  @Autowired ProcessExitService processExits;
  @Autowired DeadlineService deadlines;
  @Autowired AttendanceService attendance;
  @Autowired Repositories rows;
  @Autowired private Map<String, SmartLifecycle> running;
  private int registered;

  @BeforeEach
  void nobodyElseFiresDeadlines() {
    running.get("deadlineLoop").stop();
    running.get("attendance").stop();
    attendance.attend();
  }

  /** Lets time pass while the service is there, which says so each second. */
  void pass(Duration time) {
    Instant end = clock.now().plus(time);
    while (clock.now().isBefore(end)) {
      Duration left = Duration.between(clock.now(), end);
      clock.pass(left.compareTo(A_SECOND) < 0 ? left : A_SECOND);
      attendance.attend();
    }
  }

  /** Fires what is due on a file; answers whom to fence for it. */
  Set<UUID> fire(UUID file) {
    Set<UUID> toFence = new LinkedHashSet<>();
    deadlines.due(Set.of(), 10_000).stream()
        .filter(d -> d.fileId().equals(file))
        .forEach(d -> toFence.addAll(deadlines.fire(d)));
    return toFence;
  }

  UUID file(Backing backing, PolicyOverrides policy) {
    var shape = new FileFacts.Shape(backing, 8 * PAGE, PAGE);
    return value(
            files.register(
                Caller.ANONYMOUS,
                new RegisterFile("by-hand", "/" + UUID.randomUUID(), shape, policy)))
        .id();
  }

  UUID process(@Nullable Duration heartbeatTtl) {
    String host = "h-" + UUID.randomUUID();
    var asked = new RegisterProcess(host, ++registered, null, null, heartbeatTtl);
    return value(processes.register(Caller.ANONYMOUS, asked)).id();
  }

  UUID map(UUID process, UUID file) {
    var asked = new MapFile(process, file, 0, 16 * PAGE, Protection.READ_WRITE);
    return value(mappings.map(CallerCommand.by(Caller.ANONYMOUS, List.of(asked))).getFirst()).id();
  }

  /** A pin under a lease of the whole file. */
  UUID leasedPin(UUID process, UUID file, long page) {
    value(
        leases
            .take(
                CallerCommand.by(
                    Caller.ANONYMOUS, List.of(new TakeLease(process, file, null, null, null))))
            .getFirst());
    var use = new Pin.Use(Access.WRITE, Term.LONGTERM);
    var asked = new PinPages(map(process, file), page * PAGE, PAGE, use);
    return value(pins.pin(CallerCommand.by(Caller.ANONYMOUS, List.of(asked))).getFirst()).id();
  }

  static RequestOperation truncate(UUID file) {
    return truncate(file, new Operation.Wishes(false, null, null, null));
  }

  static RequestOperation truncate(UUID file, Operation.Wishes wishes) {
    return new RequestOperation(
        file,
        new Operation.Request(
            OperationKind.TRUNCATE,
            new Operation.Arguments(0L, null, null),
            OnConflict.WAIT,
            wishes),
        null,
        null);
  }

  static <T> T value(Outcome<T> outcome) {
    return ((Outcome.Done<T>) outcome).value();
  }
}
