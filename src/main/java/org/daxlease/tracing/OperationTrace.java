package org.daxlease.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.time.Instant;
import java.util.UUID;

/**
 * The trace of an operation. Its id is the operation's id without the dashes, so that any replica
 * knows it without being told, whoever requested, signalled or granted, and a person finds it by
 * pasting the id.
 */
record OperationTrace(UUID operationId) {

  private static final ScopedValue<SpanContext> ROOT = ScopedValue.newInstance();

  /** The span of the operation as a whole, which may be recorded last and by another replica. */
  SpanContext root() {
    return SpanContext.createFromRemoteParent(
        operationId.toString().replace("-", ""),
        SpanId.fromLong(operationId.getLeastSignificantBits()),
        TraceFlags.getSampled(),
        TraceState.getDefault());
  }

  /** When the operation was requested: a UUIDv7 begins with its milliseconds (RFC 9562, 5.7). */
  Instant begin() {
    return Instant.ofEpochMilli(operationId.getMostSignificantBits() >>> 16);
  }

  /** Starts what starts as the root span itself and not as one with a random id. */
  void asRoot(Runnable start) {
    ScopedValue.where(ROOT, root()).run(start);
  }

  /** What later spans of the operation belong under. */
  Context parent() {
    return Context.root().with(Span.wrap(root()));
  }

  /** Random ids, but for root spans of operations. */
  static final class Ids implements IdGenerator {

    private final IdGenerator random = IdGenerator.random();

    @Override
    public String generateTraceId() {
      return ROOT.isBound() ? ROOT.get().getTraceId() : random.generateTraceId();
    }

    @Override
    public String generateSpanId() {
      return ROOT.isBound() ? ROOT.get().getSpanId() : random.generateSpanId();
    }
  }
}
