import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that holds a file: it maps it, pins it at the coordinator and writes into the mapped
 * pages all the time, as an RDMA adapter would. A {@code polite} one stops, unmaps and unpins when
 * SIGIO arrives, and goes on with what is left of the file; a {@code silent} one does nothing.
 *
 * <p>Usage: {@code java Holder.java <base URL> <host> <file> <file id> polite|silent <log>}. It
 * ends on SIGTERM, or by itself after {@link #LIFETIME}.
 */
final class Holder {

  private static final Duration LIFETIME = Duration.ofMinutes(2);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int PAGE = 4096;

  private final HttpClient http = HttpClient.newHttpClient();
  private final String base;
  private final String host;
  private final Path file;
  private final String fileId;
  private final boolean polite;
  private final Path log;

  private String processId;
  private String mappingId;
  private String pinId;
  private Dma dma;

  private Holder(String base, String host, Path file, String fileId, boolean polite, Path log) {
    this.base = base;
    this.host = host;
    this.file = file;
    this.fileId = fileId;
    this.polite = polite;
    this.log = log;
  }

  static void main(String[] args) throws Exception {
    if (args.length != 6) {
      System.err.println("usage: Holder <base URL> <host> <file> <file id> polite|silent <log>");
      System.exit(2);
    }
    Thread.ofPlatform().daemon().start(Holder::endAfterLifetime);
    boolean polite = args[4].equals("polite");
    new Holder(args[0], args[1], Path.of(args[2]), args[3], polite, Path.of(args[5])).run();
  }

  /** Nobody may be left behind by a demonstration that was interrupted. */
  private static void endAfterLifetime() {
    LockSupport.parkNanos(LIFETIME.toNanos());
    Runtime.getRuntime().halt(3);
  }

  private void run() throws Exception {
    ProcessHandle self = ProcessHandle.current();
    String started = self.info().startInstant().map(Instant::toString).orElse("unknown");
    say("registers itself, pid " + self.pid());
    processId =
        create(
            "/v1/processes",
            """
            {"host":%s,"pid":%d,"startTime":%s,"command":"Holder"}\
            """
                .formatted(Json.quote(host), self.pid(), Json.quote(started)));

    long size = Files.size(file);
    say("maps the file, " + size + " bytes, and takes a lease on it");
    Dma whole = Dma.map(file, size);
    mappingId = registerMapping(size);
    create(
        "/v1/leases",
        """
        {"processId":"%s","fileId":"%s"}\
        """
            .formatted(processId, fileId));

    try (BufferedReader signals = openSignals()) {
      say("listens to its signals and pins all pages");
      pinId = pin(size);
      dma = whole.begin();
      say("DMA runs");
      if (polite) {
        Runtime.getRuntime().addShutdownHook(new Thread(this::leave));
      }
      readSignals(signals);
    }
    say("lost its signal stream");
    System.exit(4);
  }

  /** The stand-in for a signal handler (see {@code GET /v1/processes/{id}/signals}). */
  private BufferedReader openSignals() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + "/v1/processes/" + processId + "/signals"))
            .header("Accept", "text/event-stream")
            .timeout(TIMEOUT)
            .build();
    var response = http.send(request, BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      throw new IOException("GET " + request.uri() + ": " + response.statusCode());
    }
    return new BufferedReader(new InputStreamReader(response.body()));
  }

  /** A server-sent event is a block of {@code field: value} lines up to an empty one. */
  private void readSignals(BufferedReader lines) throws Exception {
    String event = "";
    StringBuilder data = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("event:")) {
        event = line.substring("event:".length()).strip();
      } else if (line.startsWith("data:")) {
        data.append(line.substring("data:".length()));
      } else if (line.isEmpty()) {
        if (event.startsWith("signal.")) {
          onSignal(Json.get(Json.parse(data.toString()), "data"));
        }
        event = "";
        data.setLength(0);
      }
    }
  }

  private void onSignal(Object signal) throws Exception {
    String name = String.valueOf(Json.get(signal, "signal"));
    if (!polite) {
      say("gets " + name + " and stays silent");
    } else if (name.equals("SIGIO")) {
      say("gets SIGIO");
      giveWay((Long) Json.get(signal, "affected", "offset"));
    } else {
      say("gets " + name + ", which is too late");
      System.exit(5);
    }
  }

  /**
   * Leaves the pages that the operation wants, and takes up again with those before them. The order
   * matters: after the unpin the blocks may belong to another file at any moment.
   */
  private void giveWay(long stays) throws Exception {
    long written = dma.end();
    say("stops its DMA after " + written + " pages and unmaps the file");
    send("DELETE", "/v1/mappings/" + mappingId, null);
    say("unpins");
    send("DELETE", "/v1/pins/" + pinId, null);

    Dma rest = Dma.map(file, stays);
    mappingId = registerMapping(stays);
    pinId = pin(stays);
    dma = rest.begin();
    say("goes on: maps and pins the first " + stays + " bytes, DMA runs again");
  }

  /** An orderly exit, on SIGTERM. */
  private void leave() {
    try {
      say("ends after " + dma.end() + " more pages: its exit frees pin, lease and mapping");
      send("DELETE", "/v1/processes/" + processId, null);
    } catch (Exception e) {
      System.err.println("Holder: " + e);
    }
  }

  private String registerMapping(long length) throws Exception {
    return create(
        "/v1/mappings",
        """
        {"processId":"%s","fileId":"%s","offset":0,"length":%d,"protection":"READ_WRITE"}\
        """
            .formatted(processId, fileId, length));
  }

  private String pin(long length) throws Exception {
    return create(
        "/v1/pins",
        """
        {"mappingId":"%s","offset":0,"length":%d,"access":"WRITE","term":"LONGTERM"}\
        """
            .formatted(mappingId, length));
  }

  private String create(String path, String body) throws Exception {
    return (String) Json.get(Json.parse(send("POST", path, body)), "id");
  }

  private String send(String method, String path, String body) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path)).timeout(TIMEOUT);
    if (body == null) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofString(body));
    }
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new IOException(
          method + " " + path + ": " + response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  /** One line of the timeline: microseconds since 1970, who, what. */
  private void say(String what) {
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    try {
      Files.writeString(
          log,
          now + "\tholder\t" + what + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The adapter: writes into one mapped page after the other until it is told to stop. */
  private static final class Dma implements Runnable {

    private final Arena arena;
    private final MemorySegment pages;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopping;
    private long written;

    private Dma(Arena arena, MemorySegment pages) {
      this.arena = arena;
      this.pages = pages;
    }

    /** Really maps the first bytes of the file, shared, for reading and writing. */
    static Dma map(Path file, long length) throws IOException {
      Arena arena = Arena.ofShared();
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        return new Dma(arena, channel.map(MapMode.READ_WRITE, 0, length, arena));
      }
    }

    Dma begin() {
      Thread.ofPlatform().daemon().name("dma").start(this);
      return this;
    }

    @Override
    public void run() {
      long count = pages.byteSize() / PAGE;
      while (!stopping) {
        pages.set(ValueLayout.JAVA_LONG, (written % count) * PAGE, ++written);
        LockSupport.parkNanos(100_000);
      }
      ended.countDown();
    }

    /** Stops the writing, then unmaps; returns how many pages were written. */
    long end() throws InterruptedException {
      stopping = true;
      if (!ended.await(5, TimeUnit.SECONDS)) {
        throw new IllegalStateException("DMA does not stop");
      }
      arena.close();
      return written;
    }
  }
}
