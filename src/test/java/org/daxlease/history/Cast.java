package org.daxlease.history;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Files and processes of one test, made as it needs them; everything here must succeed. */
public final class Cast {

  static final long PAGE = 4096;

  /** Bytes of every file. */
  static final long SIZE = 16 * PAGE;

  final Api api;
  private final String name = UUID.randomUUID().toString();
  private final AtomicInteger made = new AtomicInteger();

  public Cast(Api api) {
    this.api = api;
  }

  public Api api() {
    return api;
  }

  /** A DAX file; the names and values in turn are its policy. */
  public String file(@Nullable Object... policy) {
    return api.post(
            "/v1/files",
            "filesystem",
            name,
            "path",
            "/" + made.incrementAndGet(),
            "backing",
            "DAX",
            "size",
            SIZE,
            "policy",
            Api.object(policy))
        .done()
        .id();
  }

  public String process() {
    return register(made.incrementAndGet()).done().id();
  }

  /** Asks for a process of a pid. */
  public Reply register(int pid) {
    return api.post("/v1/processes", "host", name, "pid", pid, "startTime", "t0");
  }

  /** Maps the whole file, and more. */
  public String mapping(String process, String file) {
    return api.post(
            "/v1/mappings",
            "processId",
            process,
            "fileId",
            file,
            "offset",
            0,
            "length",
            4 * SIZE,
            "protection",
            "READ_WRITE")
        .done()
        .id();
  }

  public Reply lease(String process, String file, @Nullable Object... range) {
    return api.post(
        "/v1/leases",
        "processId",
        process,
        "fileId",
        file,
        "offset",
        range.length > 0 ? range[0] : null,
        "length",
        range.length > 0 ? range[1] : null);
  }

  /** Asks for a pin of one page. */
  public Reply pin(String mapping, long page) {
    return api.post(
        "/v1/pins", "mappingId", mapping, "offset", page * PAGE, "length", PAGE, "access", "WRITE");
  }

  /** A process with a lease, a mapping and a pin of the first page, and that pin. */
  public Holder holder(String file) {
    String process = process();
    lease(process, file).done();
    String mapping = mapping(process, file);
    return new Holder(process, mapping, pin(mapping, 0).done().id());
  }

  public record Holder(String process, String mapping, String pin) {}

  public Reply truncate(String file, @Nullable Object... more) {
    return operation(file, "TRUNCATE", "newSize", 0, more);
  }

  public Reply operation(
      String file, String kind, String field, long value, @Nullable Object... more) {
    Object[] fields = new Object[6 + more.length];
    System.arraycopy(new Object[] {"fileId", file, "kind", kind, field, value}, 0, fields, 0, 6);
    System.arraycopy(more, 0, fields, 6, more.length);
    return api.post("/v1/operations", fields);
  }

  public Reply complete(String operation, long token) {
    return api.post("/v1/operations/" + operation + "/complete", "token", token);
  }

  public Reply unpin(String pin) {
    return api.delete("/v1/pins/" + pin);
  }

  public Reply exit(String process) {
    return api.delete("/v1/processes/" + process);
  }

  public Reply cancel(String operation) {
    return api.delete("/v1/operations/" + operation);
  }

  public JsonNode operation(String id) {
    return api.get("/v1/operations/" + id).done().body();
  }

  /** Waits until an operation is in a state. */
  public JsonNode becomes(String operation, String state) {
    return await()
        .alias("operation " + operation + " becomes " + state)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> operation(operation), o -> o.path("state").asString().equals(state));
  }
}
