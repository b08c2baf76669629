package org.daxlease.history;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a random history plays on: a few small files under policies so short that ladders, fences,
 * expiry and cool-downs happen all the time, and what the players have made so far.
 */
public final class Stage {

  static final long PAGE = 4096;

  /** Files start with this many pages; everything happens within a little more than that. */
  static final int PAGES = 16;

  private static final List<String> KINDS = List.of("ladder", "patient", "await", "lapsing");

  /** A process and the file that it maps. */
  record Mapped(String id, String processId, String fileId) {}

  /** A pin and its file. */
  record Pinned(String id, String fileId) {}

  /** A file and the filesystem it is of. */
  record Stored(String id, String filesystem) {}

  final Api api;
  public final Tally tally = new Tally();
  public final Promises promises = new Promises();
  final Pool<Stored> files = new Pool<>();
  final Pool<String> processes = new Pool<>();
  final Pool<Mapped> mappings = new Pool<>();
  final Pool<Pinned> pins = new Pool<>();
  final Pool<String> leases = new Pool<>();
  final Pool<String> operations = new Pool<>();
  private final String name = UUID.randomUUID().toString();
  private final AtomicInteger made = new AtomicInteger();
  private volatile int crowd = 8;

  public Stage(Api api) {
    this.api = api;
  }

  /** Sets up filesystems of every policy, with their files. */
  void build() {
    filesystems();
    for (String filesystem : List.of("ladder", "ladder", "patient", "await", "lapsing")) {
      file(filesystem, "DAX");
    }
    file("patient", "PAGE_CACHE");
  }

  /** The same with so many files, and a process more for every fourth. */
  public void build(int files) {
    filesystems();
    crowd += files / 4;
    for (int i = 0; i < files; i++) {
      file(KINDS.get(i % KINDS.size()), "DAX");
    }
  }

  private void filesystems() {
    filesystem("ladder", "SIGBUS", "SIGBUS_THEN_SIGKILL", "FENCE", null);
    filesystem("patient", "IMPLICIT_LEASE", "SIGBUS_ONLY", "FENCE", "PT0.4S");
    filesystem("await", "REFUSE", "SIGKILL", "AWAIT_EXIT", "PT0.6S");
    filesystem("lapsing", "SIGBUS", "SIGBUS_THEN_SIGKILL", "FENCE", "PT0.5S");
  }

  private void filesystem(
      String kind,
      String unleasedPin,
      String escalation,
      String afterKill,
      @Nullable String maxWait) {
    api.put(
            "/v1/filesystems/" + filesystemName(kind),
            "type",
            "xfs",
            "policy",
            Api.object(
                "leaseBreakTime",
                // Here holders have the time to answer on a loaded machine, too.
                kind.equals("lapsing") ? "PT0.25S" : "PT0.06S",
                "unleasedPin",
                unleasedPin,
                "escalation",
                escalation,
                "afterKill",
                afterKill,
                "killGrace",
                "PT0.04S",
                "lapsedHolder",
                kind.equals("lapsing") ? "FENCE" : "LADDER",
                "grantTtl",
                "PT0.08S",
                "lockDelay",
                "PT0.03S",
                "coolDown",
                "PT0.02S",
                "deadlineFrom",
                Set.of("await", "lapsing").contains(kind) ? "DELIVERED" : "NOTIFIED",
                "maxWait",
                maxWait))
        .done();
  }

  private String filesystemName(String kind) {
    return kind + "-" + name;
  }

  /** How many processes take part at a time. */
  int crowd() {
    return crowd;
  }

  /** Registers one more file. */
  void file(String kind, String backing) {
    Reply reply =
        tally.count(
            "register file",
            api.post(
                "/v1/files",
                "filesystem",
                filesystemName(kind),
                "path",
                "/f" + made.incrementAndGet(),
                "backing",
                backing,
                "size",
                PAGES * PAGE));
    if (reply.isDone()) {
      promises.once("file.registered", reply.id(), reply);
      files.add(new Stored(reply.id(), kind));
    }
  }

  /** Registers one more process, some of them with heartbeats that they will miss. */
  void process(RandomGenerator random) {
    Reply reply =
        tally.count(
            "register process",
            api.post(
                "/v1/processes",
                "host",
                "host-" + name,
                "pid",
                made.incrementAndGet(),
                "startTime",
                "t0",
                "heartbeatTtl",
                random.nextInt(4) == 0 ? "PT0.2S" : null));
    if (reply.isDone()) {
      promises.once("process.registered", reply.id(), reply);
      processes.add(reply.id());
    }
  }

  /** A range of whole pages on a file of about {@link #PAGES} pages, mostly a short one. */
  static long[] range(RandomGenerator random) {
    int from = random.nextInt(PAGES);
    int pages = 1 + (random.nextInt(4) == 0 ? random.nextInt(PAGES - from) : random.nextInt(2));
    return new long[] {from * PAGE, pages * PAGE};
  }
}
