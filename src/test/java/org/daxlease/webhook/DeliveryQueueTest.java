package org.daxlease.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.daxlease.coordination.Caller;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.Entry;
import org.daxlease.journal.Refs;
import org.daxlease.webhook.DeliveryQueue.Due;
import org.daxlease.webhook.DeliveryView.AttemptView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One webhook against a journal, a receiver and a database that a random number decides about. */
class DeliveryQueueTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int FILES = 4;

  private final List<CommittedEntry> journal = new ArrayList<>();
  private final Set<Long> delivered = new HashSet<>();
  private final RetrySchedule schedule = new RetrySchedule(Webhooks.DEFAULTS, new Random(1));

  // What the database has.
  private long position;
  private final Map<LaneKey, LaneRows.Row> rows =
      new TreeMap<>((a, b) -> a.text().compareTo(b.text()));

  private Instant now = START;
  private long seen;
  private DeliveryQueue queue = open();

  private DeliveryQueue open() {
    var webhook =
        new Webhook(
            new UUID(0, 1),
            Caller.ANONYMOUS,
            "http://x/",
            new WebhookFilter(List.of("pin.", "signal."), null, null, null, null),
            new Webhook.SealedKeys("", null, null),
            new Webhook.Standing(WebhookState.ACTIVE, null, position, 0, null, START));
    var endpoint = new Endpoint(webhook, new UUID(0, 2), null, new Visibility(caller -> caller));
    var opened = new DeliveryQueue(webhook, endpoint, List.copyOf(rows.values()), schedule);
    after(opened.scanned(), Integer.MAX_VALUE).stream()
        .filter(DeliveryQueueTest::isSignal)
        .filter(endpoint::wants)
        .forEach(signal -> opened.overtake(signal, now));
    return opened;
  }

  @Test
  void reasonToStopOutlivesAWriteThatFailsMeanwhile() {
    append("pin.pinned", 1);
    offerNew();
    attempt(true);
    Progress before = queue.takeProgress(false);
    var gone = new DeliveryQueue.Stop(WebhookState.DISABLED, "gone");
    queue.stop(gone);
    queue.notWritten(before);

    assertThat(queue.takeProgress(false).status().stop()).isEqualTo(gone);
  }

  /** Its row must outlive the one of the request before, whose end is written down afterwards. */
  @Test
  void whatIsAskedForAgainBeforeTheEndOfTheFirstIsWrittenComesAgain() {
    append("pin.pinned", 1);
    List<LaneRows.Row> first = redelivery(new UUID(0, 2));
    first.forEach(row -> rows.put(row.key(), row));
    queue.again(first);
    attempt(true);
    List<LaneRows.Row> second = redelivery(new UUID(0, 3));
    second.forEach(row -> rows.put(row.key(), row));
    queue.again(List.copyOf(rows.values()));

    write(false, true);

    assertThat(rows.values()).containsExactlyElementsOf(second);
    assertThat(queue.begin(now)).isNotNull();
  }

  private static List<LaneRows.Row> redelivery(UUID request) {
    return List.of(new LaneRows.Row(new UUID(0, 1), LaneKey.redelivery(1, request), 0, null, null));
  }

  /** Else all that its file has had since would come once more, some day. */
  @Test
  void laneThatIsOverIsForgottenThoughTheWriteFailsAndItsFileGoesOn() {
    append("pin.pinned", 1);
    var row = new LaneRows.Row(new UUID(0, 1), new LaneKey("f:" + file(1)), 1, null, null);
    rows.put(row.key(), row);
    delivered.add(1L);
    position = 1;
    queue = open();
    readLanes(1);
    Progress before = queue.takeProgress(true);
    append("pin.unpinned", 1);
    offerNew();
    queue.notWritten(before);
    attempt(true);

    write(true, true);

    assertThat(rows).isEmpty();
  }

  private static UUID file(long number) {
    return new UUID(1, number);
  }

  private static boolean isSignal(CommittedEntry recorded) {
    return recorded.entry().type().startsWith("signal.");
  }

  private void append(String type, long file) {
    String data =
        type.startsWith("signal.")
            ? "{\"deadline\":\"" + now.plusSeconds(10) + "\",\"limit\":null}"
            : "{}";
    var entry = new Entry(type, now, "p", Refs.file(file(file), "fs"), data);
    journal.add(new CommittedEntry(journal.size() + 1, entry));
  }

  private List<CommittedEntry> after(long from, int limit) {
    return journal.stream().skip(from).limit(limit).toList();
  }

  private void offerNew() {
    List<CommittedEntry> batch = after(seen, 1000);
    if (!batch.isEmpty()) {
      queue.offer(batch, now);
      seen = batch.getLast().position();
    }
  }

  private void scan(int page) {
    Long from = queue.beginScan(seen);
    if (from != null) {
      List<CommittedEntry> entries = after(from, page);
      queue.endScan(
          entries, entries.size() < page ? journal.size() : entries.getLast().position(), now);
    }
  }

  private void readLanes(int page) {
    for (Lane lane : queue.beginLaneReads()) {
      List<CommittedEntry> own =
          after(lane.read, Integer.MAX_VALUE).stream().filter(lane.key::holds).limit(page).toList();
      boolean more = own.size() == page;
      long upTo = more ? own.getLast().position() : journal.size();
      List<CommittedEntry> wanted = own.stream().filter(queue.endpoint()::wants).toList();
      queue.endLaneRead(lane, new DeliveryWorkers.Found(List.of(), wanted, upTo, more), now);
    }
  }

  private boolean attempt(boolean succeeds) {
    Due due = queue.begin(now);
    if (due == null) {
      return false;
    }
    CommittedEntry recorded = journal.get((int) due.position() - 1);
    assertThat(earlierOfTheFile(recorded)).as("before " + recorded).isSubsetOf(delivered);
    var head = new OutgoingEvent.Head(due.position(), recorded.entry().type(), null);
    var attempt = new AttemptView(now, "REFUSED", 500, 1, "no");
    if (succeeds) {
      queue.delivered(due, head, attempt);
      delivered.add(due.position());
    } else {
      queue.failed(
          due, new OutgoingEvent(head, "{}", null), attempt, new DeliveryQueue.Failure(now, null));
    }
    return true;
  }

  private List<Long> earlierOfTheFile(CommittedEntry recorded) {
    return journal.stream()
        .limit(recorded.position() - 1)
        .filter(r -> r.entry().refs().equals(recorded.entry().refs()))
        .filter(queue.endpoint()::wants)
        .map(CommittedEntry::position)
        .toList();
  }

  private void write(boolean all, boolean works) {
    Progress progress = queue.takeProgress(all);
    if (progress == null) {
      return;
    }
    if (!works) {
      queue.notWritten(progress);
      return;
    }
    position = progress.position();
    progress.lanes().removed().forEach(rows::remove);
    progress.lanes().saved().forEach(row -> rows.put(row.key(), row));
    queue.written(progress);
    assertThat(undelivered(position)).as("passed over").allMatch(this::isKeptApart);
  }

  private List<CommittedEntry> undelivered(long upTo) {
    return journal.stream()
        .limit(upTo)
        .filter(queue.endpoint()::wants)
        .filter(r -> !delivered.contains(r.position()))
        .toList();
  }

  private boolean isKeptApart(CommittedEntry recorded) {
    LaneRows.Row row = rows.get(LaneKey.of(recorded));
    return row != null && row.position() < recorded.position();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void losesSkipsAndOvertakesNothing(long seed) {
    Random random = new Random(seed);
    for (int step = 0; step < 4000; step++) {
      switch (random.nextInt(12)) {
        case 0, 1 ->
            append(random.nextInt(10) == 0 ? "signal.sigio" : "pin.x", random.nextInt(FILES));
        case 2 -> append("other.x", random.nextInt(FILES));
        case 3 -> offerNew();
        case 4 -> scan(1 + random.nextInt(8));
        case 5 -> readLanes(1 + random.nextInt(4));
        case 6, 7, 8 -> attempt(random.nextInt(3) > 0);
        case 9 -> write(random.nextBoolean(), random.nextInt(5) > 0);
        case 10 -> now = now.plusMillis(random.nextInt(4000));
        default -> {
          if (random.nextInt(20) == 0) {
            queue = open();
          }
        }
      }
    }
    settle();

    assertThat(undelivered(journal.size())).isEmpty();
    assertThat(position).isEqualTo(journal.size());
    assertThat(rows).isEmpty();
    assertThat(queue.backlog(seen)).isZero();
  }

  private void settle() {
    for (int round = 0; round < 2000 && !isSettled(); round++) {
      offerNew();
      scan(100);
      readLanes(100);
      while (attempt(true)) {
        write(false, true);
      }
      now = now.plus(Duration.ofHours(7));
      write(true, true);
    }
  }

  private boolean isSettled() {
    return position == journal.size() && rows.isEmpty() && queue.backlog(journal.size()) == 0;
  }

  @Test
  void signalGoesAheadOfABacklog() {
    for (int i = 0; i < 2000; i++) {
      append("pin.x", i % 500);
    }
    append("signal.sigio", 7);
    offerNew();
    offerNew();
    offerNew();

    List<Long> first = new ArrayList<>();
    for (Due due = queue.begin(now); due != null && due.urgent(); due = queue.begin(now)) {
      first.add(due.position());
      queue.delivered(
          due,
          new OutgoingEvent.Head(due.position(), "x", null),
          new AttemptView(now, "", 204, 1, null));
      readLanes(2);
    }

    assertThat(first).containsExactly(8L, 508L, 1008L, 1508L, 2001L);
  }

  @Test
  void readsNoFurtherThanItCanHold() {
    for (int i = 0; i < 2000; i++) {
      append("pin.x", i);
    }
    offerNew();

    assertThat(queue.scanned()).isEqualTo(256);
    assertThat(queue.backlog(seen)).isEqualTo(seen).isEqualTo(1000);
  }

  @Test
  void fileWhoseReceiverHangsHoldsUpNoOther() {
    for (int file = 1; file <= 9; file++) {
      append("pin.x", file);
    }
    offerNew();
    for (long position = 1; position <= 8; position++) {
      Due due = queue.begin(now);
      assertThat(due).extracting(Due::position).isEqualTo(position);
      assertThat(queue.begin(now)).as("it may answer yet").isNull();
      queue.hangs(due);
    }
    assertThat(queue.begin(now)).as("this many may hang").isNull();
  }

  @Test
  void filesThatHangAgainAndAgainHoldUpNoOther() {
    for (int file = 1; file <= 4; file++) {
      append("pin.x", file);
    }
    offerNew();
    attempt(false);
    attempt(false);
    attempt(false);
    now = now.plusSeconds(60);
    queue.hangs(queue.begin(now));
    queue.hangs(queue.begin(now));

    assertThat(queue.begin(now)).extracting(Due::position).isEqualTo(4L);
  }

  @Test
  void whatHungLeavesItsPlaceOnce() {
    append("pin.x", 1);
    append("pin.x", 2);
    append("pin.x", 3);
    offerNew();
    Due hung = queue.begin(now);
    queue.hangs(hung);
    queue.putBack(hung, now.plusSeconds(60));
    queue.hangs(hung);

    assertThat(queue.begin(now)).isNotNull();
    assertThat(queue.begin(now)).isNull();
  }

  /** One that is overdue waits for a place, and must not hide what comes after it. */
  @Test
  void signalIsDueAgainWhileOneHangsAndAnotherIsOverdue() {
    append("pin.x", 1);
    append("pin.x", 2);
    offerNew();
    attempt(false);
    attempt(false);
    now = now.plusSeconds(60);
    Due hanging = queue.begin(now);
    append("signal.sigio", 3);
    offerNew();
    attempt(false);

    assertThat(hanging).isNotNull();
    assertThat(queue.nextDue(now)).isBetween(now.plusMillis(1), now.plusMillis(400));
    Instant later = now.plusSeconds(1);
    assertThat(queue.nextDue(later)).as("all are due already").isNull();
  }
}
