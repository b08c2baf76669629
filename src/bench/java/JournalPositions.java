import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Measures the two known ways to give journal entries gap-free positions in commit order.
 *
 * <ul>
 *   <li>counter: every transaction locks one counter row last, inserts its entries with the next
 *       positions, moves the counter and commits
 *   <li>queued: the same, but writers of one process queue for the row in memory, from before they
 *       lock it until after they have committed
 *   <li>sequencer: transactions insert entries without a position; a connection of its own numbers
 *       what has been committed
 * </ul>
 *
 * <p>Each transaction carries a number of commands (1, or several gathered ones), and each command
 * inserts one small row and one entry of about 400 bytes. Durable, default settings. The sequencer
 * runs on PostgreSQL only, the others on H2 too. It drops and creates its own tables.
 *
 * <pre>java -cp postgresql.jar src/bench/java/JournalPositions.java \
 *   jdbc:postgresql://127.0.0.1:5432/bench?user=bench [seconds [rounds]]</pre>
 */
final class JournalPositions {

  private static final String DATA =
      "{\"pinId\":\"01990000-0000-7000-8000-000000000001\",\"text\":\"" + "x".repeat(350) + "\"}";

  private final String url;
  private final Duration measured;
  private final boolean postgres;

  private JournalPositions(String url, Duration measured) {
    this.url = url;
    this.measured = measured;
    this.postgres = url.startsWith("jdbc:postgresql:");
  }

  public static void main(String[] args) throws Exception {
    Duration seconds = Duration.ofSeconds(args.length > 1 ? Long.parseLong(args[1]) : 10);
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
    JournalPositions bench = new JournalPositions(args[0], seconds);
    bench.run("counter", 8, 1); // warm-up, not printed
    System.out.println(
        "way        connections  commands/tx  commands/s (median of "
            + rounds
            + ", all)"
            + "  tx p50 ms  tx p99 ms  lag p50 ms  lag p99 ms");
    for (int[] load : new int[][] {{1, 1}, {8, 1}, {32, 1}, {2, 32}, {8, 32}}) {
      Map<String, List<Result>> results = new LinkedHashMap<>();
      for (int round = 0; round < rounds; round++) { // in turns: the machine has other users
        for (String way : bench.ways()) {
          results
              .computeIfAbsent(way, _ -> new ArrayList<>())
              .add(bench.run(way, load[0], load[1]));
        }
      }
      results.forEach((way, all) -> print(way, load, all));
    }
  }

  private List<String> ways() {
    return postgres ? List.of("counter", "queued", "sequencer") : List.of("counter", "queued");
  }

  private record Result(double perSecond, double p50, double p99, double lag50, double lag99) {}

  private static void print(String way, int[] load, List<Result> results) {
    List<Result> sorted =
        results.stream().sorted((a, b) -> Double.compare(a.perSecond, b.perSecond)).toList();
    Result median = sorted.get(sorted.size() / 2);
    System.out.printf(
        "%-10s %11d %12d  %8.0f %-28s %9.2f %10.2f %11.2f %11.2f%n",
        way,
        load[0],
        load[1],
        median.perSecond,
        sorted.stream().map(r -> Math.round(r.perSecond)).toList(),
        median.p50,
        median.p99,
        median.lag50,
        median.lag99);
  }

  private Connection connect() throws SQLException {
    Connection connection = DriverManager.getConnection(url);
    connection.setAutoCommit(false);
    return connection;
  }

  private void createTables(boolean sequencer) throws SQLException {
    try (Connection connection = connect();
        Statement sql = connection.createStatement()) {
      sql.execute("drop table if exists bench_thing");
      sql.execute("drop table if exists bench_journal");
      sql.execute("drop table if exists bench_head");
      sql.execute("create table bench_thing (id uuid primary key, size bigint not null)");
      sql.execute("create table bench_head (id smallint primary key, position bigint not null)");
      sql.execute("insert into bench_head values (1, 0)");
      String columns =
          " type varchar(64) not null, occurred_at timestamp(6) with time zone not null,"
              + " file_id uuid, process_id uuid, command bigint not null, data text not null)";
      if (sequencer) {
        sql.execute(
            "create table bench_journal (seq bigint generated always as identity primary key,"
                + " position bigint,"
                + columns);
        sql.execute("create unique index on bench_journal (position)");
        // The best case for the sequencer: it finds its work without reading what is numbered.
        sql.execute("create index on bench_journal (seq) where position is null");
      } else {
        sql.execute("create table bench_journal (position bigint primary key," + columns);
      }
      sql.execute("create index bench_by_process on bench_journal (process_id, position)");
      sql.execute("create index bench_by_file on bench_journal (file_id, position)");
      connection.commit();
    }
  }

  private Result run(String way, int connections, int commands) throws Exception {
    boolean sequencer = way.equals("sequencer");
    createTables(sequencer);
    AtomicLong ids = new AtomicLong();
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong committed = new AtomicLong();
    Map<Long, Long> commitTimes = new ConcurrentHashMap<>();
    ConcurrentLinkedQueue<Long> durations = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<Long> lags = new ConcurrentLinkedQueue<>();
    ReentrantLock queue = way.equals("queued") ? new ReentrantLock() : null;
    List<Thread> writers = new ArrayList<>();
    long begin = System.nanoTime();
    for (int i = 0; i < connections; i++) {
      writers.add(
          start(() -> {
            try (Writer writer = new Writer(connect(), !sequencer, queue)) {
              while (!stop.get()) {
                long first = ids.getAndAdd(commands);
                long before = System.nanoTime();
                writer.transaction(first, commands);
                long after = System.nanoTime();
                durations.add(after - before);
                if (sequencer) {
                  commitTimes.put(first, after);
                }
                committed.addAndGet(commands);
              }
            }
          }));
    }
    AtomicBoolean sequencerStop = new AtomicBoolean();
    Thread numbering =
        sequencer
            ? start(() -> number(sequencerStop, commitTimes, lags))
            : Thread.ofPlatform().unstarted(() -> {});
    while (System.nanoTime() - begin < measured.toNanos()) {
      LockSupport.parkNanos(1_000_000);
    }
    stop.set(true);
    for (Thread writer : writers) {
      writer.join();
    }
    sequencerStop.set(true);
    if (sequencer) {
      numbering.join(); // an entry counts only once it can be read
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    check(committed.get());
    return new Result(
        committed.get() / seconds,
        percentile(durations, 50),
        percentile(durations, 99),
        percentile(lags, 50),
        percentile(lags, 99));
  }

  /** One connection that commits commands. */
  private static final class Writer implements AutoCloseable {

    private final Connection connection;
    private final boolean numbered;
    private final ReentrantLock queue; // null for none
    private final PreparedStatement thing;
    private final PreparedStatement lock;
    private final PreparedStatement entry;
    private final PreparedStatement move;

    Writer(Connection connection, boolean numbered, ReentrantLock queue) throws SQLException {
      this.connection = connection;
      this.numbered = numbered;
      this.queue = queue;
      thing = connection.prepareStatement("insert into bench_thing values (?, ?)");
      lock = connection.prepareStatement("select position from bench_head where id = 1 for update");
      entry =
          connection.prepareStatement(
              "insert into bench_journal"
                  + " (position, type, occurred_at, file_id, process_id, command, data)"
                  + " values (?, 'pin.pinned', current_timestamp, ?, ?, ?, ?)");
      move = connection.prepareStatement("update bench_head set position = ? where id = 1");
    }

    void transaction(long first, int commands) throws SQLException {
      for (int i = 0; i < commands; i++) {
        thing.setObject(1, id(first + i));
        thing.setLong(2, first + i);
        thing.addBatch();
      }
      thing.executeBatch();
      if (queue != null) {
        queue.lock();
      }
      try {
        journalAndCommit(first, commands);
      } finally {
        if (queue != null) {
          queue.unlock();
        }
      }
    }

    private void journalAndCommit(long first, int commands) throws SQLException {
      long head = numbered ? lockHead() : 0;
      for (int i = 0; i < commands; i++) {
        if (numbered) {
          entry.setLong(1, head + 1 + i);
        } else {
          entry.setNull(1, Types.BIGINT);
        }
        entry.setObject(2, id((first + i) % 1000));
        entry.setObject(3, id((first + i) % 500));
        entry.setLong(4, first + i);
        entry.setString(5, DATA);
        entry.addBatch();
      }
      entry.executeBatch();
      if (numbered) {
        move.setLong(1, head + commands);
        move.executeUpdate();
      }
      connection.commit();
    }

    private long lockHead() throws SQLException {
      try (ResultSet head = lock.executeQuery()) {
        head.next();
        return head.getLong(1);
      }
    }

    private static UUID id(long number) {
      return new UUID(0x0199000000007000L | number >>> 20, 0x8000000000000000L | number);
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }

  /** The best case again: elected already, never idle while there is something to number. */
  private void number(AtomicBoolean stop, Map<Long, Long> commits, ConcurrentLinkedQueue<Long> lags)
      throws SQLException {
    try (Connection connection = connect();
        PreparedStatement lock =
            connection.prepareStatement("select position from bench_head where id = 1 for update");
        PreparedStatement number =
            connection.prepareStatement(
                "with waiting as (select seq, row_number() over (order by seq) as place from"
                    + " (select seq from bench_journal where position is null order by seq"
                    + " limit 1000) unnumbered)"
                    + " update bench_journal set position = ? + waiting.place from waiting"
                    + " where bench_journal.seq = waiting.seq returning command");
        PreparedStatement move =
            connection.prepareStatement("update bench_head set position = ? where id = 1")) {
      while (true) {
        boolean last = stop.get();
        long head;
        try (ResultSet row = lock.executeQuery()) {
          row.next();
          head = row.getLong(1);
        }
        number.setLong(1, head);
        List<Long> commands = new ArrayList<>();
        try (ResultSet rows = number.executeQuery()) {
          while (rows.next()) {
            commands.add(rows.getLong(1));
          }
        }
        move.setLong(1, head + commands.size());
        move.executeUpdate();
        connection.commit();
        long now = System.nanoTime();
        for (Long command : commands) {
          Long commit = commits.remove(command);
          if (commit != null) {
            lags.add(now - commit);
          }
        }
        if (commands.isEmpty()) {
          if (last) {
            return;
          }
          LockSupport.parkNanos(500_000);
        }
      }
    }
  }

  private void check(long expected) throws SQLException {
    try (Connection connection = connect();
        Statement sql = connection.createStatement();
        ResultSet row =
            sql.executeQuery("select count(*), min(position), max(position) from bench_journal")) {
      row.next();
      if (row.getLong(1) != expected || row.getLong(2) != 1 || row.getLong(3) != expected) {
        throw new IllegalStateException(
            "%d committed, %d in the journal, positions %d to %d"
                .formatted(expected, row.getLong(1), row.getLong(2), row.getLong(3)));
      }
    }
  }

  private static double percentile(ConcurrentLinkedQueue<Long> nanos, int percent) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return sorted.length == 0 ? 0 : sorted[(sorted.length - 1) * percent / 100] / 1e6;
  }

  private interface Task {
    void run() throws Exception;
  }

  private static Thread start(Task task) {
    return Thread.ofPlatform()
        .start(() -> {
          try {
            task.run();
          } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
          }
        });
  }
}
