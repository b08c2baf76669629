package org.daxlease.coordination.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.daxlease.coordination.BusyException;
import org.daxlease.coordination.Outcome;
import org.daxlease.coordination.SetTime;
import org.daxlease.coordination.web.json.FieldError;
import org.daxlease.coordination.web.json.FieldPatch;
import org.daxlease.protocol.Errno;
import org.daxlease.protocol.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.AsyncRequestTimeoutException;
import org.springframework.web.context.request.async.DeferredResult;

/** Controllers that do with requests what the real ones do, without a domain behind them. */
@TestConfiguration(proxyBeanMethods = false)
class ProbeApi {

  enum Kind {
    TRUNCATE,
    PUNCH_HOLE
  }

  record Item(@Min(0) long offset, @Nullable @Min(1) Long length) {}

  record Probe(
      @Size(min = 1, max = 8) String name,
      @Nullable Kind kind,
      @Nullable @Size(max = 3) List<@Valid Item> items) {}

  record Patch(FieldPatch<Duration> ttl) {}

  record Command(String result) {}

  record Made(UUID id, String result) {}

  @Bean
  @Primary
  SetTime setTime() {
    return new SetTime();
  }

  @RestController
  @RequestMapping(path = "/v1/probes", produces = MediaType.APPLICATION_JSON_VALUE)
  static class Probes {

    @PostMapping
    Probe post(@Body Probe probe) {
      return probe;
    }

    @PatchMapping
    Map<String, String> patch(@Body Patch patch) {
      return Map.of("ttl", patch.ttl().getClass().getSimpleName());
    }

    @GetMapping("/{id}")
    Map<String, Object> get(
        @PathVariable UUID id,
        @RequestParam @Nullable Kind kind,
        @RequestParam @Nullable Duration wait,
        @RequestParam @Nullable Long offset,
        @RequestParam @Nullable Integer pid,
        @RequestParam @Nullable Boolean flag,
        @RequestParam @Nullable String host) {
      return Map.of("id", id, "host", host == null ? "" : host);
    }

    @GetMapping("/required")
    String required(@RequestParam long offset) {
      return "[" + offset + "]";
    }

    @GetMapping
    Page<Integer> page(PageQuery query) {
      int start = query.after() == null ? 1 : Integer.parseInt(query.after()) + 1;
      List<Integer> rows = IntStream.rangeClosed(start, 2500).limit(query.rows()).boxed().toList();
      return query.page(rows, number -> number);
    }

    @GetMapping("/by-id")
    Page<UUID> pageById(PageQuery query) {
      UUID after = query.afterId();
      UUID next = new UUID(0, after == null ? 1 : after.getLeastSignificantBits() + 1);
      return query.page(List.of(next, new UUID(1, 1)), id -> id);
    }
  }

  /** Commands whose effect is a row, so that a test can count how often they were carried out. */
  @RestController
  @RequestMapping(path = "/v1/commands", produces = MediaType.APPLICATION_JSON_VALUE)
  static class Commands {

    private final JdbcClient jdbc;

    Commands(JdbcClient jdbc) {
      this.jdbc = jdbc;
      jdbc.sql("create table if not exists probe (id uuid primary key)").update();
    }

    @PostMapping
    ResponseEntity<?> execute(ApiCall call, @Body Command command) {
      return call.once(
          () -> call.created(outcome(command.result()), made -> "/v1/commands/" + made.id()));
    }

    @PostMapping("/{id}/nothing")
    ResponseEntity<?> nothing(ApiCall call) {
      return call.once(() -> call.noContent(outcome("CREATED")));
    }

    @PostMapping("/{id}/tagged")
    ResponseEntity<?> tagged(ApiCall call) {
      return call.once(() ->
          call.answer(
              outcome("CREATED"), done -> ResponseEntity.ok().eTag("7").body(done.value())));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<?> delete(ApiCall call, @PathVariable UUID id) {
      return call.ok(outcome("STALE"));
    }

    private Outcome<Made> outcome(String result) {
      UUID id = UUID.randomUUID();
      jdbc.sql("insert into probe (id) values (?)").param(id).update();
      return switch (result) {
        case "CREATED" -> new Outcome.Done<>(new Made(id, result), true);
        case "FOUND" -> new Outcome.Done<>(new Made(id, result), false);
        case "THROWN" -> throw new IllegalStateException("org.daxlease.Secret");
        case "STALE" -> refused(new Refusal.Stale("Another version."));
        case "CLOSED" -> refused(new Refusal.WouldBlock("Closed.", Duration.ofMillis(2500)));
        case "MISSING" -> refused(new Refusal.NotFound("fileId", "file", "7"));
        default -> refused(new Refusal.InvalidField("result", "No such result."));
      };
    }

    private static Outcome<Made> refused(Refusal refusal) {
      return new Outcome.Refused<>(refusal, List.of(), null);
    }
  }

  /** Whatever can go wrong. */
  @RestController
  static class Failures {

    @GetMapping("/v1/failures/{kind}")
    Object fail(@PathVariable String kind) throws Exception {
      throw switch (kind) {
        case "lock" -> new CannotAcquireLockException("org.h2.Secret");
        case "connection" ->
            new CannotCreateTransactionException(
                "no connection", new SQLTransientConnectionException("secret"));
        case "integrity" -> new DataIntegrityViolationException("select secret from t");
        case "broken" -> new IllegalStateException(new SQLException("Broken pipe", "08006"));
        case "sql" -> new SQLException("select secret", "42601");
        case "error" -> throw new AssertionError("org.daxlease.Secret");
        case "timeout" -> new AsyncRequestTimeoutException();
        case "busy" -> new BusyException("9 commands wait already");
        case "gone" -> gone();
        default -> new IllegalStateException("org.daxlease.Secret");
      };
    }

    @GetMapping("/v1/failures/slow")
    DeferredResult<String> slow() {
      return new DeferredResult<>(1L);
    }

    /** A stream that has begun, and that the container gives up. */
    @GetMapping("/v1/failures/stream")
    void stream(HttpServletRequest request, HttpServletResponse response) throws IOException {
      response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
      response.getOutputStream().print(": begun\n\n");
      response.flushBuffer();
      request.startAsync().setTimeout(1);
    }

    private static Exception gone() {
      List<FieldError> errors = List.of(new FieldError("after", "is gone"));
      return new RefusedException(
          Problem.of(Errno.ESTALE, HttpStatus.GONE, "Trimmed.").withErrors(errors).withOldest(7));
    }
  }
}
