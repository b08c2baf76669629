package org.daxlease.coordination.web;

import org.apache.catalina.Context;
import org.apache.catalina.Pipeline;
import org.apache.catalina.Valve;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ContinueResponseTiming;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Puts our error reports in the place of Tomcat's. Runs last: Spring Boot adds one of its own. */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class ConnectorProblems implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

  private final JsonMapper json;
  private final ProblemCounter problemCounter;

  ConnectorProblems(JsonMapper json, ProblemCounter problemCounter) {
    this.json = json;
    this.problemCounter = problemCounter;
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.addContextCustomizers(this::replaceReports);
    factory.addConnectorCustomizers(ConnectorProblems::askForBodiesLate);
  }

  /** With {@code Expect: 100-continue} a refused client need not send its body at all. */
  private static void askForBodiesLate(Connector connector) {
    if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
      http.setContinueResponseTiming(ContinueResponseTiming.ON_REQUEST_BODY_READ.toString());
    }
  }

  private void replaceReports(Context context) {
    StandardHost host = (StandardHost) context.getParent();
    Pipeline pipeline = host.getPipeline();
    for (Valve valve : pipeline.getValves()) {
      if (valve instanceof ErrorReportValve) {
        pipeline.removeValve(valve);
      }
    }
    // By the class name the host knows that it need not add its default.
    host.setErrorReportValveClass(ProblemReportValve.class.getName());
    pipeline.addValve(new ProblemReportValve(json, problemCounter));
  }
}
