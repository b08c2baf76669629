package org.daxlease.bench.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.daxlease.protocol.Access;
import org.daxlease.protocol.AfterKill;
import org.daxlease.protocol.Backing;
import org.daxlease.protocol.DeadlineFrom;
import org.daxlease.protocol.Decision;
import org.daxlease.protocol.Escalation;
import org.daxlease.protocol.FileFacts;
import org.daxlease.protocol.FileState;
import org.daxlease.protocol.LapsedHolder;
import org.daxlease.protocol.Lease;
import org.daxlease.protocol.LeaseRules;
import org.daxlease.protocol.MappingRules;
import org.daxlease.protocol.OnConflict;
import org.daxlease.protocol.Operation;
import org.daxlease.protocol.OperationKind;
import org.daxlease.protocol.OperationRules;
import org.daxlease.protocol.Pin;
import org.daxlease.protocol.PinRules;
import org.daxlease.protocol.Policy;
import org.daxlease.protocol.Process;
import org.daxlease.protocol.ProcessState;
import org.daxlease.protocol.Protection;
import org.daxlease.protocol.RangeSet;
import org.daxlease.protocol.Term;
import org.daxlease.protocol.UnleasedPin;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One decision each on a file that many processes lease and pin a page of: what the rules take to
 * say what becomes of a command, with the copy of the file's state that they work on.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Decisions {

  private static final int PAGE = 4096;
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Pin.Use USE = new Pin.Use(Access.WRITE, Term.LONGTERM);

  /** How many processes have a mapping, a lease and a pin. */
  @Param({"1", "100", "1000"})
  int holders;

  private final List<UUID> pins = new ArrayList<>();
  private long lastId;
  private final Supplier<UUID> ids = () -> new UUID(0, ++lastId);
  private FileState file = file();
  private Pin.Place holder = new Pin.Place(ids.get(), ids.get());

  @Setup
  public void pinAll() {
    file = file();
    pins.clear();
    for (int i = 0; i < holders; i++) {
      holder = join();
      var lease = new LeaseRules.NewLease(holder.processId(), null, null, null);
      take(LeaseRules.take(file, lease, NOW, ids));
      pins.add(take(PinRules.pin(file, page(i), NOW, ids)).id());
    }
  }

  private static FileState file() {
    var policy =
        new Policy(
            Duration.ofSeconds(45),
            UnleasedPin.SIGBUS,
            Escalation.SIGBUS_THEN_SIGKILL,
            AfterKill.FENCE,
            Duration.ofSeconds(10),
            LapsedHolder.LADDER,
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            null,
            DeadlineFrom.NOTIFIED);
    var shape = new FileFacts.Shape(Backing.DAX, 1L << 40, PAGE);
    return new FileState(
        new FileFacts(
            new UUID(0, 0), shape, FileFacts.Sequence.START, policy, RangeSet.EMPTY, false));
  }

  private Pin.Place join() {
    UUID process = ids.get();
    file.put(new Process(process, ProcessState.RUNNING, false, false, null));
    var mapping = new MappingRules.NewMapping(process, 0, 1L << 40, Protection.READ_WRITE);
    return new Pin.Place(process, take(MappingRules.map(file, mapping, NOW, ids)).id());
  }

  private <T> T take(Decision<T> decision) {
    if (decision instanceof Decision.Accepted<T>(T result, _, FileState after)) {
      file = after;
      return result;
    }
    throw new IllegalStateException("refused: " + decision);
  }

  private PinRules.NewPin page(long page) {
    return new PinRules.NewPin(holder, page * PAGE, PAGE, USE);
  }

  @Benchmark
  public Decision<Pin> pin() {
    return PinRules.pin(file, page(holders), NOW, ids);
  }

  @Benchmark
  public Decision<Pin> unpin() {
    return PinRules.unpin(file, pins.getLast(), NOW, ids);
  }

  @Benchmark
  public Decision<Lease> confirmLease() {
    return LeaseRules.take(
        file, new LeaseRules.NewLease(holder.processId(), null, null, null), NOW, ids);
  }

  @Benchmark
  public Decision<Operation> truncateThatBreaksAll() {
    return OperationRules.request(
        file,
        ids.get(),
        request(OperationKind.TRUNCATE, new Operation.Arguments(0L, null, null)),
        NOW,
        ids);
  }

  @Benchmark
  public Decision<Operation> punchWhereNoPinIs() {
    return OperationRules.request(
        file,
        ids.get(),
        request(
            OperationKind.PUNCH_HOLE,
            new Operation.Arguments(null, (long) holders * PAGE, (long) PAGE)),
        NOW,
        ids);
  }

  private static Operation.Request request(OperationKind kind, Operation.Arguments arguments) {
    return new Operation.Request(
        kind, arguments, OnConflict.WAIT, new Operation.Wishes(false, null, null, null));
  }
}
