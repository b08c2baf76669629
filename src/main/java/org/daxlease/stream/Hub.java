package org.daxlease.stream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.daxlease.journal.ChangeFeed;
import org.daxlease.journal.Envelopes;
import org.daxlease.journal.JournalFilter;
import org.daxlease.journal.Recorded;
import org.daxlease.journal.Refs;
import org.jspecify.annotations.Nullable;

/**
 * Hands new entries to the live clients that want them. Clients that ask for one process or one
 * file are found by that id, so thousands of them cost an entry one look-up and not a check each.
 */
final class Hub implements ChangeFeed.Listener {

  private final Envelopes envelopes;
  private final int queueCapacity;
  private final Seats seats;

  /** Every client, live or not. */
  private final Set<Client> clients = ConcurrentHashMap.newKeySet();

  /**
   * Live clients by the process or file they want; ids of both are unique together. A client goes
   * live between two entries, never beside one.
   */
  private final Map<UUID, Set<Client>> byId = new ConcurrentHashMap<>();

  /** Live clients that want no one process or file. */
  private final Set<Client> general = ConcurrentHashMap.newKeySet();

  private final LongAdder cutOff = new LongAdder();
  private long position;
  private Lost lost = new Lost(0, 0, 0);
  private boolean closed;

  /** Positions that were given twice, the first time to entries that were lost. */
  private record Lost(long to, long last, long noticedAt) {

    /**
     * Clients that were cut off in a failover are back within seconds. Later a position may as well
     * be that of an entry which is there.
     */
    private static final long REMEMBERED = Duration.ofMinutes(1).toNanos();

    boolean isRecent(long position, long now) {
      return position > to && position <= last && now - noticedAt < REMEMBERED;
    }
  }

  /**
   * Creates a hub that is given every entry after a position.
   *
   * @param properties how many frames wait for one client, and how many clients there may be
   */
  Hub(Envelopes envelopes, StreamProperties properties) {
    this.envelopes = envelopes;
    this.queueCapacity = properties.queueCapacity();
    this.seats = new Seats(properties);
  }

  /** The seats of clients; who leaves the hub gives its own back. */
  Seats seats() {
    return seats;
  }

  /** How many clients are connected. */
  int size() {
    return clients.size();
  }

  /**
   * How far the client is that is furthest behind; those that are live have been handed all there
   * is up to here.
   */
  synchronized long slowest() {
    return clients.stream()
        .filter(client -> !client.live())
        .mapToLong(Client::position)
        .reduce(position, Math::min);
  }

  /** How many of the clients are still reading the journal themselves. */
  long catchingUp() {
    return clients.stream().filter(client -> !client.live()).count();
  }

  /** How many frames wait in memory for connections to take them. */
  long queued() {
    return clients.stream().mapToLong(Client::queued).sum();
  }

  /** How many clients were cut off since the start because they took nothing. */
  long cutOff() {
    return cutOff.sum();
  }

  /** Whether no other stream may begin. */
  synchronized boolean closed() {
    return closed;
  }

  /** Says after which position entries will come. */
  synchronized void startAfter(long start) {
    position = Math.max(position, start);
  }

  /** Takes a client in, to be served from the journal first; false once the hub is closed. */
  synchronized boolean add(Client client) {
    if (!closed) {
      clients.add(client);
      if (client.resumes() && lost.isRecent(client.position(), System.nanoTime())) {
        client.goBack(lost.to());
      }
    }
    return !closed;
  }

  /** Makes a client live if it has all there is up to here; else it has more to catch up on. */
  synchronized boolean join(Client client) {
    if (client.position() < position || client.goesBack() || !clients.contains(client)) {
      return false;
    }
    placeOf(client).add(client);
    client.goLive();
    return true;
  }

  /** Drops a client that has ended. */
  synchronized void forget(Client client) {
    if (clients.remove(client)) {
      seats.leave(client.principal());
    }
    leave(client);
  }

  /** Hands new entries out; called by one thread, in order. */
  @Override
  public synchronized void accept(List<Recorded> batch) {
    if (batch.getFirst().position() - 1 > position) {
      // Trimmed before this process had read them: who wanted them is told by its own replay.
      clients.stream().filter(Client::live).forEach(this::sendBack);
    }
    for (Recorded recorded : batch) {
      handOut(recorded);
      position = recorded.position();
    }
  }

  /** What clients were sent from there on never happened: they are told, and read what did. */
  @Override
  public synchronized void wentBack(long to) {
    // Clients that read for themselves may have been further than this.
    long last = clients.stream().mapToLong(Client::position).reduce(position, Math::max);
    lost = new Lost(to, last, System.nanoTime());
    position = to;
    for (Client client : clients) {
      leave(client);
      client.goBack(to);
      client.wake();
    }
  }

  private void handOut(Recorded recorded) {
    Frame frame = new Frame.Entry(recorded, envelopes);
    Refs refs = recorded.entry().refs();
    offer(recorded, frame, at(refs.processId()));
    offer(recorded, frame, at(refs.fileId()));
    offer(recorded, frame, general);
  }

  private void offer(Recorded recorded, Frame frame, Set<Client> candidates) {
    for (Client client : candidates) {
      if (recorded.position() <= client.position() || !client.filter().matches(recorded)) {
        continue;
      }
      if (client.queued() >= queueCapacity) {
        sendBack(client);
      } else {
        client.queue(recorded, frame);
        client.wake();
      }
    }
  }

  /** Back to the journal: it is sent what is queued, then reads from there at its own pace. */
  private void sendBack(Client client) {
    leave(client);
    client.fallBehind(position);
    client.wake();
  }

  /** Sends the position to every client that was sent nothing for that long. */
  synchronized void keepAlive(long nanos, long now) {
    for (Client client : clients) {
      if (client.quiet(nanos, now) && !client.goesBack()) {
        if (client.live()) {
          client.queuePosition(Math.max(position, client.position()));
        } else {
          client.repeatPosition();
        }
        client.wake();
      }
    }
  }

  /** Lets clients go on that could not read the journal. */
  void tryAgain() {
    clients.forEach(Client::tryAgain);
  }

  /** Ends the streams of clients that have taken nothing for that long. */
  void cutOffStalled(long nanos, long now) {
    clients.stream()
        .filter(client -> client.stalled(nanos, now) && client.end())
        .forEach(_ -> cutOff.increment());
  }

  /** Ends the streams of those whose credentials are not good any more. */
  void cutOffUnwelcome() {
    clients.stream().filter(client -> !client.welcome()).forEach(Client::end);
  }

  /** Ends every stream and lets no other begin. */
  void close() {
    synchronized (this) {
      closed = true;
    }
    clients.forEach(Client::end);
  }

  private void leave(Client client) {
    UUID id = idOf(client);
    if (id == null) {
      general.remove(client);
    } else {
      byId.computeIfPresent(
          id,
          (_, place) -> {
            place.remove(client);
            return place.isEmpty() ? null : place;
          });
    }
  }

  private Set<Client> placeOf(Client client) {
    UUID id = idOf(client);
    return id == null ? general : byId.computeIfAbsent(id, _ -> ConcurrentHashMap.newKeySet());
  }

  private Set<Client> at(@Nullable UUID id) {
    return id == null ? Set.of() : byId.getOrDefault(id, Set.of());
  }

  private static @Nullable UUID idOf(Client client) {
    JournalFilter filter = client.filter();
    return filter.processId() != null ? filter.processId() : filter.fileId();
  }
}
