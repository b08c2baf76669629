package org.daxlease.tracing;

import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SdkTracerProviderBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Only where somebody takes the spans: {@code OTEL_EXPORTER_OTLP_TRACES_ENDPOINT} sets it too. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(TracingConfiguration.ENDPOINT)
class TracingConfiguration {

  static final String ENDPOINT = "management.opentelemetry.tracing.export.otlp.endpoint";

  @Bean
  SdkTracerProviderBuilderCustomizer operationsHaveTheirOwnTraces(Sampler requests) {
    return builder ->
        builder.setIdGenerator(new OperationTrace.Ids()).setSampler(new OperationSampler(requests));
  }

  @Bean
  OperationSpans operationSpans(Tracer tracer) {
    return new OperationSpans(tracer);
  }
}
