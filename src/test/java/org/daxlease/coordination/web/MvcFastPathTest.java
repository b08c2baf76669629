package org.daxlease.coordination.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletContext;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** What a request passes on its way to a controller, and back. */
@WebTest
class MvcFastPathTest {

  @Test
  void pathsOfThisApiAreLookedUpFirst(
      @Autowired DispatcherServlet servlet,
      @Autowired @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping api,
      @LocalServerPort int port) {
    // The first request is what the servlet begins with.
    assertThat(new Http(port).get("/v1/files").status()).isEqualTo(200);

    assertThat(servlet.getHandlerMappings()).startsWith(api);
    assertThat(new Http(port).get("/actuator/health").status()).isEqualTo(200);
    new Http(port).get("/actuator/nothing").isProblem(404, "ENOENT");
  }

  @Test
  void answersAreSentWithoutAskingWhoCould(@Autowired RequestMappingHandlerAdapter adapter) {
    assertThat(adapter.getReturnValueHandlers())
        .hasSize(1)
        .first()
        .isInstanceOf(RecordReturnValueHandler.class);
  }

  @Test
  void filtersAreThoseThatDoSomething(@Autowired ServletContext context) {
    assertThat(context.getFilterRegistrations().keySet())
        .contains("springSecurityFilterChain", "bodyLimit")
        .doesNotContain("requestContextFilter");
  }

  @Test
  void whereNobodyIsAskedNobodyIsRemembered(@Autowired SecurityFilterChain chain) {
    List<String> names =
        chain.getFilters().stream().map(filter -> filter.getClass().getSimpleName()).toList();

    assertThat(names)
        .containsExactly(
            "HeaderWriterFilter",
            "DnsRebindingFilter",
            "ExceptionTranslationFilter",
            "AuthorizationFilter");
  }
}
