package org.daxlease.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import org.daxlease.DaxLeaseApplication;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
@Isolated("reads what the whole JVM prints")
class MisplacedTokenConverterTest {

  /** What DAXLEASE_SECURITY_TOKENS_FILE becomes, and a token without its properties. */
  @ParameterizedTest
  @ValueSource(strings = {"file=/etc/my-tokens", "alice=my-tokens"})
  void valueInPlaceOfATokenStopsTheStartWithWords(String set, CapturedOutput output) {
    assertThatException()
        .isThrownBy(() ->
            SpringApplication.run(
                DaxLeaseApplication.class,
                "--server.port=0",
                "--spring.datasource.url=jdbc:h2:mem:token-alone",
                "--daxlease.security.mode=token",
                "--daxlease.security.tokens." + set));

    String all = output.getAll();
    String said = all.substring(Math.max(0, all.indexOf("APPLICATION FAILED TO START")));
    assertThat(said)
        .contains(
            "a value where a token should be",
            "daxlease.security.tokens.<name>.value",
            "daxlease.security.tokens-file, in the environment DAXLEASE_SECURITY_TOKENSFILE")
        .doesNotContain("org.daxlease", "Exception", "my-tokens");
  }
}
