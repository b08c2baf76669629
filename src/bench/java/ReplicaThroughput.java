import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures how many single pins per second several clients get, each a request of its own and
 * durable when it is answered, on one replica or spread over several, and on how many files.
 *
 * <p>Usage, against running services: {@code java ReplicaThroughput.java <seconds> <clients>
 * <files> <base URL>...}; the first second does not count.
 */
final class ReplicaThroughput {

  private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([^\"]+)\"");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<String> bases;

  private ReplicaThroughput(List<String> bases) {
    this.bases = bases;
  }

  public static void main(String[] args) throws Exception {
    if (args.length < 4) {
      System.err.println("usage: ReplicaThroughput.java <seconds> <clients> <files> <base URL>...");
      System.exit(2);
    }
    new ReplicaThroughput(List.of(args).subList(3, args.length))
        .run(Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
  }

  private void run(int seconds, int clients, int files) throws Exception {
    String name = UUID.randomUUID().toString();
    List<String> fileIds = new ArrayList<>();
    for (int i = 0; i < files; i++) {
      fileIds.add(
          post(
              bases.getFirst(),
              "/v1/files",
              "{\"filesystem\":\"bench-%s\",\"path\":\"/%d\",\"backing\":\"DAX\",\"size\":1048576}"
                  .formatted(name, i)));
    }
    long from = System.nanoTime() + Duration.ofSeconds(1).toNanos();
    long end = from + Duration.ofSeconds(seconds).toNanos();
    var nanos = new ConcurrentLinkedQueue<Long>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      String base = bases.get(i % bases.size());
      String mapping = mapping(base, name, i, fileIds.get(i % files));
      threads.add(Thread.ofPlatform().start(() -> pin(base, mapping, from, end, nanos)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(
        "%d replicas, %d clients, %d files: %.0f pins/s, p50 %.1f ms, p99 %.1f ms%n",
        bases.size(),
        clients,
        files,
        (double) sorted.length / seconds,
        sorted[sorted.length / 2] / 1e6,
        sorted[sorted.length * 99 / 100] / 1e6);
  }

  private String mapping(String base, String host, int pid, String file) throws Exception {
    String process =
        post(base, "/v1/processes", "{\"host\":\"%s\",\"pid\":%d}".formatted(host, pid + 1));
    return post(
        base,
        "/v1/mappings",
        ("{\"processId\":\"%s\",\"fileId\":\"%s\",\"offset\":0,\"length\":1048576,"
                + "\"protection\":\"READ_WRITE\"}")
            .formatted(process, file));
  }

  private void pin(
      String base, String mapping, long from, long end, ConcurrentLinkedQueue<Long> nanos) {
    String body =
        "{\"mappingId\":\"%s\",\"offset\":0,\"length\":4096,\"access\":\"WRITE\"}"
            .formatted(mapping);
    try {
      for (long now = System.nanoTime(); now - end < 0; now = System.nanoTime()) {
        post(base, "/v1/pins", body);
        if (now - from >= 0) {
          nanos.add(System.nanoTime() - now);
        }
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private String post(String base, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    var response = http.send(request, BodyHandlers.ofString());
    Matcher id = ID.matcher(response.body());
    if (response.statusCode() >= 300 || !id.find()) {
      throw new IOException(path + ": " + response.statusCode() + " " + response.body());
    }
    return id.group(1);
  }
}
