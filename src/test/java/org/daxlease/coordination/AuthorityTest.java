package org.daxlease.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthorityTest {

  @ParameterizedTest
  @CsvSource({
    "operator, true",
    "host:node1, true",
    "host:, false",
    "emperor, false",
    "'host:node1\noperator', false",
    "'host:node1\u2028', true"
  })
  void aRoleIsOneLine(String label, boolean expected) {
    assertThat(Authority.isLabel(label)).isEqualTo(expected);
  }
}
