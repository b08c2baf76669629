package org.daxlease.coordination.web;

import java.util.List;
import java.util.Objects;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.method.support.HandlerMethodReturnValueHandlerComposite;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.json.JsonMapper;

/** Has Spring MVC look first where nearly every request belongs. */
@Component
@ConditionalOnWebApplication
class MvcFastPath implements SmartInitializingSingleton {

  private final RequestMappingHandlerMapping api;
  private final RequestMappingHandlerAdapter adapter;
  private final JsonMapper json;
  private final ProblemCounter problemCounter;

  MvcFastPath(
      @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping api,
      RequestMappingHandlerAdapter adapter,
      JsonMapper json,
      ProblemCounter problemCounter) {
    this.api = api;
    this.adapter = adapter;
    this.json = json;
    this.problemCounter = problemCounter;
  }

  /** Too early for requests, and late enough for what Spring MVC and Actuator set themselves. */
  @Override
  public void afterSingletonsInstantiated() {
    // Before the endpoints of Actuator, each of which would be compared with every request.
    api.setOrder(Ordered.HIGHEST_PRECEDENCE);
    var usual = new HandlerMethodReturnValueHandlerComposite();
    usual.addHandlers(Objects.requireNonNull(adapter.getReturnValueHandlers()));
    adapter.setReturnValueHandlers(
        List.of(new RecordReturnValueHandler(usual, json, problemCounter)));
  }
}
