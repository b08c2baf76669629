package org.daxlease.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.Entry;
import org.daxlease.journal.JournalListener;
import org.daxlease.journal.Refs;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Records what this replica commits about operations as spans of their traces: a span for each
 * entry, and at its end one for the operation as a whole. Each is linked with the request that
 * caused it, and that request with the operation.
 */
final class OperationSpans implements JournalListener {

  static final AttributeKey<String> OPERATION_ID = AttributeKey.stringKey("daxlease.operation.id");

  private static final Set<String> ENDS =
      Set.of(
          "operation.completed", "operation.cancelled", "operation.expired", "operation.refused");
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Tracer tracer;

  OperationSpans(Tracer tracer) {
    this.tracer = tracer;
  }

  @Override
  public void committed(List<CommittedEntry> entries) {
    Span request = Span.current();
    Set<UUID> linked = new HashSet<>();
    for (CommittedEntry recorded : entries) {
      Entry entry = recorded.entry();
      UUID id = entry.refs().operationId();
      if (id != null && isShown(entry.type())) {
        var trace = new OperationTrace(id);
        if (linked.add(id)) {
          link(request, trace);
        }
        show(entry, trace, request);
      }
    }
  }

  private static boolean isShown(String type) {
    return type.startsWith("operation.") || type.startsWith("signal.");
  }

  private static void link(Span request, OperationTrace trace) {
    String id = trace.operationId().toString();
    request.setAttribute(OPERATION_ID, id);
    request.addLink(trace.root(), Attributes.of(OPERATION_ID, id));
  }

  private void show(Entry entry, OperationTrace trace, Span request) {
    JsonNode data = JSON.readTree(entry.data());
    // A grant ends a wait; everything else has happened at its moment.
    Instant begin = moment(data.path("requestedAt"), entry.time());
    SpanBuilder span = tracer.spanBuilder(entry.type()).setParent(trace.parent());
    record(span, entry, request, begin);
    if (ENDS.contains(entry.type())) {
      String kind = data.path("kind").asString("");
      SpanBuilder whole =
          tracer
              .spanBuilder("operation " + kind)
              .setNoParent()
              .setAttribute("daxlease.operation.state", data.path("state").asString(""));
      trace.asRoot(() -> record(whole, entry, request, trace.begin()));
    }
  }

  private static void record(SpanBuilder builder, Entry entry, Span request, Instant begin) {
    Refs refs = entry.refs();
    attribute(builder, OPERATION_ID.getKey(), refs.operationId());
    attribute(builder, "daxlease.file.id", refs.fileId());
    attribute(builder, "daxlease.process.id", refs.processId());
    attribute(builder, "daxlease.host", refs.host());
    if (request.getSpanContext().isValid()) {
      builder.addLink(request.getSpanContext());
    }
    builder.setStartTimestamp(begin).startSpan().end(entry.time());
  }

  private static void attribute(SpanBuilder span, String name, @Nullable Object value) {
    if (value != null) {
      span.setAttribute(name, value.toString());
    }
  }

  private static Instant moment(JsonNode value, Instant otherwise) {
    return value.isString() ? Instant.parse(value.stringValue()) : otherwise;
  }
}
