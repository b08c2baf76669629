package org.daxlease.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemExceptionTest {

  @ParameterizedTest
  @CsvSource({
    "503, EBUSY, true",
    "429, EAGAIN, true",
    "401, EACCES, true",
    "409, EALREADY, true",
    "409, EBUSY, false",
    "410, ESRCH, false",
    "404, '', true"
  })
  void whatMayPassIsNotFinal(int status, String code, boolean passing) {
    var refused = new ProblemException(status, "{\"code\":\"" + code + "\"}");

    assertThat(refused.isPassing()).isEqualTo(passing);
    assertThat(ProblemException.isFinal(refused)).isNotEqualTo(passing);
  }
}
