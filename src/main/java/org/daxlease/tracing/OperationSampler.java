package org.daxlease.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/** Takes every span of an operation, of which there are few, and a share of the requests. */
final class OperationSampler implements Sampler {

  private final Sampler requests;

  OperationSampler(Sampler requests) {
    this.requests = requests;
  }

  @Override
  public SamplingResult shouldSample(
      Context parent,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> links) {
    return attributes.get(OperationSpans.OPERATION_ID) != null
        ? SamplingResult.recordAndSample()
        : requests.shouldSample(parent, traceId, name, kind, attributes, links);
  }

  @Override
  public String getDescription() {
    return "Operations, and of requests " + requests.getDescription();
  }
}
