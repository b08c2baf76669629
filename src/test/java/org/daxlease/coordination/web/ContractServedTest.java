package org.daxlease.coordination.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@WebTest
class ContractServedTest {

  private Http http;

  @BeforeEach
  void connect(@LocalServerPort int port) {
    http = new Http(port);
  }

  @Test
  void contractIsServedAsYaml() {
    Http.Answer contract = http.get("/openapi.yaml");

    assertThat(contract.status()).isEqualTo(200);
    assertThat(contract.header("Content-Type")).isEqualTo("application/yaml");
    assertThat(contract.body()).startsWith("openapi: 3.1");
  }

  @Test
  void swaggerUiShowsTheContract() {
    Http.Answer ui = http.get("/swagger-ui.html");

    assertThat(ui.status()).isEqualTo(302);
    String page = http.get(ui.header("Location")).body();
    assertThat(page).contains("./swagger-ui-bundle.js", "./swagger-initializer.js");
    assertThat(http.get("/swagger-ui/swagger-ui-bundle.js").status()).isEqualTo(200);
    assertThat(http.get("/swagger-ui/swagger-initializer.js").body())
        .contains("/openapi.yaml")
        .doesNotContain("petstore");
  }
}
