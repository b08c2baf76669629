package org.daxlease.coordination.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredResponseTest {

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204, 400, 403, 404, 410, 422})
  void answerIsKept(int status) {
    assertThat(new StoredResponse(status, null, null, null).isKept()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 409, 429, 500, 503})
  void requestThatMaySucceedLaterIsTriedAgain(int status) {
    assertThat(new StoredResponse(status, null, null, null).isKept()).isFalse();
  }
}
