import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures how long SIGIO takes: from the moment a truncate is sent to the moment at which the
 * {@code signal.sigio} that names it has been read from the holder's open signal stream. Each round
 * then unpins, completes, truncates back and pins again, so that all rounds find the same file.
 *
 * <p>Usage, against a running service: {@code java SignalLatency.java [base URL] [rounds]}; the
 * first tenth of the rounds, at least 20, warms up and does not count.
 */
final class SignalLatency {

  private static final long MIB = 1024 * 1024;
  private static final long SIZE = 64 * MIB;

  private final HttpClient http = HttpClient.newHttpClient();
  private final String base;

  private record Arrival(String operationId, long nanos) {}

  private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();

  private SignalLatency(String base) {
    this.base = base;
  }

  static void main(String[] args) throws Exception {
    String base = args.length > 0 ? args[0] : "http://127.0.0.1:8080";
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 200;
    new SignalLatency(base).measure(Math.max(20, rounds / 10), rounds);
  }

  private void measure(int warmUp, int rounds) throws Exception {
    String path = "/bench-" + System.nanoTime();
    String file =
        id(
            post(
                "/v1/files",
                "{'filesystem':'bench','path':'%s','backing':'DAX','size':%d}",
                path,
                SIZE));
    String process =
        id(post("/v1/processes", "{'host':'bench','pid':%d}", ProcessHandle.current().pid()));
    post("/v1/leases", "{'processId':'%s','fileId':'%s'}", process, file);
    HttpResponse<InputStream> stream =
        http.send(get("/v1/processes/" + process + "/signals"), BodyHandlers.ofInputStream());
    Thread.ofPlatform().daemon().start(() -> listen(stream.body()));

    long[] nanos = new long[rounds];
    double before = load();
    for (int round = -warmUp; round < rounds; round++) {
      long took = round(file, process);
      if (round >= 0) {
        nanos[round] = took;
      }
    }
    Arrays.sort(nanos);
    System.out.printf(
        "SIGIO after: median %.1f ms, p90 %.1f ms, p99 %.1f ms, worst %.1f ms"
            + " (%d rounds after %d to warm up; load %.1f before, %.1f after; %d processors)%n",
        nanos[rounds / 2] / 1e6,
        nanos[rounds * 90 / 100] / 1e6,
        nanos[rounds * 99 / 100] / 1e6,
        nanos[rounds - 1] / 1e6,
        rounds,
        warmUp,
        before,
        load(),
        Runtime.getRuntime().availableProcessors());
    delete("/v1/processes/" + process);
    delete("/v1/files/" + file);
  }

  private long round(String file, String process) throws Exception {
    String mapping =
        id(
            post(
                "/v1/mappings",
                "{'processId':'%s','fileId':'%s','offset':0,'length':%d,'protection':'READ_WRITE'}",
                process,
                file,
                SIZE));
    String pin =
        id(
            post(
                "/v1/pins",
                "{'mappingId':'%s','offset':0,'length':%d,'access':'WRITE'}",
                mapping,
                SIZE));

    long sent = System.nanoTime();
    String operation =
        id(
            post(
                "/v1/operations",
                "{'fileId':'%s','kind':'TRUNCATE','newSize':%d}",
                file,
                SIZE / 2));
    Arrival arrival = arrivals.poll(10, TimeUnit.SECONDS);
    if (arrival == null || !arrival.operationId().equals(operation)) {
      throw new IllegalStateException("no SIGIO for " + operation + " but " + arrival);
    }

    delete("/v1/pins/" + pin);
    String granted = send(get("/v1/operations/" + operation + "?wait=PT10S"));
    post("/v1/operations/" + operation + "/complete", "{'token':%s}", field("token", granted));
    delete("/v1/mappings/" + mapping);
    post(
        "/v1/operations",
        "{'fileId':'%s','kind':'TRUNCATE','newSize':%d,'autoComplete':true}",
        file,
        SIZE);
    return arrival.nanos() - sent;
  }

  /** Notes when the data of each SIGIO has been read. */
  private void listen(InputStream body) {
    try (var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("data:") && line.contains("signal.sigio")) {
          arrivals.add(new Arrival(field("operationId", line), System.nanoTime()));
        }
      }
    } catch (IOException e) {
      System.err.println("The stream broke: " + e);
    }
  }

  /** The load average of the last minute; what else ran on this machine counts, too. */
  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private String post(String path, String json, Object... values) throws Exception {
    String body = json.formatted(values).replace('\'', '"');
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private void delete(String path) throws Exception {
    send(request(path).DELETE().build());
  }

  private HttpRequest get(String path) {
    return request(path).GET().build();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path));
  }

  private String send(HttpRequest request) throws Exception {
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IllegalStateException(request + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  private static String id(String json) {
    return field("id", json);
  }

  /** The first field of that name. */
  private static String field(String name, String json) {
    Matcher found = Pattern.compile("\"" + name + "\"\\s*:\\s*\"?([^\",}]+)").matcher(json);
    if (!found.find()) {
      throw new IllegalStateException("no " + name + " in " + json);
    }
    return found.group(1);
  }
}
