package org.daxlease.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.Entry;
import org.daxlease.journal.Refs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The trace of an operation, whoever writes which part of it. */
class OperationSpansTest {

  private static final UUID OPERATION = UUID.fromString("0198f0a2-6c1e-7d55-b3c2-5f0a4f9d7e11");
  private static final String TRACE = "0198f0a26c1e7d55b3c25f0a4f9d7e11";
  private static final Instant REQUESTED = Instant.ofEpochMilli(0x0198f0a26c1eL);

  private final Collected collected = new Collected();
  private final SdkTracerProvider one = replica(Sampler.alwaysOff());
  private final SdkTracerProvider other = replica(Sampler.alwaysOff());

  private SdkTracerProvider replica(Sampler requests) {
    return SdkTracerProvider.builder()
        .addSpanProcessor(SimpleSpanProcessor.create(collected))
        .setIdGenerator(new OperationTrace.Ids())
        .setSampler(new OperationSampler(requests))
        .build();
  }

  @AfterEach
  void closes() {
    one.close();
    other.close();
  }

  @Test
  void severalReplicasWriteOneTraceWithARoot() {
    spans(one).committed(List.of(entry("operation.requested", 0), entry("signal.sigio", 0)));
    spans(other).committed(List.of(entry("operation.granted", 30)));
    spans(one).committed(List.of(entry("operation.completed", 40)));

    assertThat(collected.spans)
        .extracting(SpanData::getName)
        .containsExactly(
            "operation.requested",
            "signal.sigio",
            "operation.granted",
            "operation.completed",
            "operation TRUNCATE");
    assertThat(collected.spans).extracting(SpanData::getTraceId).containsOnly(TRACE);
    SpanData root = collected.spans.getLast();
    assertThat(root.getParentSpanContext().isValid()).isFalse();
    assertThat(collected.spans.subList(0, 4))
        .extracting(SpanData::getParentSpanId)
        .containsOnly(root.getSpanId());
    assertThat(root.getStartEpochNanos()).isEqualTo(nanos(REQUESTED));
    assertThat(root.getEndEpochNanos()).isEqualTo(nanos(REQUESTED.plusSeconds(40)));
    assertThat(collected.spans)
        .allSatisfy(span ->
            assertThat(span.getAttributes().get(OperationSpans.OPERATION_ID))
                .isEqualTo(OPERATION.toString()));
  }

  @Test
  void grantLastsFromItsRequest() {
    spans(one).committed(List.of(entry("operation.granted", 30)));

    SpanData granted = collected.spans.getFirst();
    assertThat(Duration.ofNanos(granted.getEndEpochNanos() - granted.getStartEpochNanos()))
        .isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void requestAndOperationAreLinkedBothWays() {
    try (SdkTracerProvider sampling = replica(Sampler.alwaysOn())) {
      Span request = sampling.get("http").spanBuilder("DELETE /v1/pins/{id}").startSpan();
      try (Scope _ = request.makeCurrent()) {
        spans(sampling).committed(List.of(entry("operation.granted", 1)));
      }
      request.end();

      SpanData granted = collected.spans.getFirst();
      SpanData unpin = collected.spans.getLast();
      assertThat(unpin.getTraceId()).isNotEqualTo(TRACE);
      assertThat(unpin.getAttributes().get(OperationSpans.OPERATION_ID))
          .isEqualTo(OPERATION.toString());
      assertThat(unpin.getLinks())
          .extracting(LinkData::getSpanContext)
          .singleElement()
          .satisfies(link -> assertThat(link.getTraceId()).isEqualTo(TRACE));
      assertThat(granted.getLinks())
          .extracting(link -> link.getSpanContext().getSpanId())
          .containsExactly(unpin.getSpanId());
    }
  }

  @Test
  void otherEntriesHaveNoSpans() {
    Entry pinned = new Entry("pin.pinned", REQUESTED, "anybody", Refs.none(), "{}");

    spans(one).committed(List.of(new CommittedEntry(1, pinned)));

    assertThat(collected.spans).isEmpty();
  }

  private static OperationSpans spans(SdkTracerProvider replica) {
    Tracer tracer = replica.get("test");
    return new OperationSpans(tracer);
  }

  private static CommittedEntry entry(String type, long afterSeconds) {
    String data =
        "{\"kind\":\"TRUNCATE\",\"state\":\"ANY\",\"requestedAt\":%s}"
            .formatted(type.equals("operation.granted") ? "\"" + REQUESTED + "\"" : "null");
    Instant time = REQUESTED.plusSeconds(afterSeconds);
    return new CommittedEntry(
        1, new Entry(type, time, "anybody", Refs.none().withOperation(OPERATION), data));
  }

  private static long nanos(Instant moment) {
    return moment.toEpochMilli() * 1_000_000;
  }

  /** Keeps what it is given to export. */
  private static final class Collected implements SpanExporter {

    private final List<SpanData> spans = new ArrayList<>();

    @Override
    public CompletableResultCode export(Collection<SpanData> ended) {
      spans.addAll(ended);
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
