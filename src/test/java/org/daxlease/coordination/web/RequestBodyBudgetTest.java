package org.daxlease.coordination.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.DelegatingServletInputStream;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

/** How much the bodies of all requests together may take up, and for how long. */
class RequestBodyBudgetTest {

  private static final int ROOM = 100_000;
  private static final long CHUNKED = -1;

  private final RequestBodyBudget budget = new RequestBodyBudget(ROOM);
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final BodyLimit limit =
      new BodyLimit(new ProblemWriter(JsonMapper.shared(), new ProblemCounter()), budget, now::get);
  private final AtomicInteger passed = new AtomicInteger();

  /** A request with a body that this stream has, and that says so of its length. */
  private static MockHttpServletRequest request(String method, InputStream body, long announced) {
    return new MockHttpServletRequest(method, "/v1/pins") {
      @Override
      public DelegatingServletInputStream getInputStream() {
        return new DelegatingServletInputStream(body) {
          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            return body.read(target, offset, length);
          }
        };
      }

      @Override
      public long getContentLengthLong() {
        return announced;
      }
    };
  }

  private static InputStream bytes(int length) {
    return new ByteArrayInputStream(new byte[length]);
  }

  private MockHttpServletResponse send(MockHttpServletRequest request, FilterChain chain)
      throws ServletException, IOException {
    MockHttpServletResponse response = new MockHttpServletResponse();
    limit.doFilter(request, response, chain);
    return response;
  }

  private void isAllBack() {
    assertThat(budget.take(ROOM)).isTrue();
    budget.giveBack(ROOM);
  }

  @ParameterizedTest
  @ValueSource(longs = {60_000, CHUNKED})
  void whoFindsNoRoomBesideOthersIsToldToComeBack(long announced) throws Exception {
    send(
        request("POST", bytes(60_000), announced),
        (first, _) -> {
          assertThat(BufferedRequest.bodyOf(first)).hasSize(60_000);
          MockHttpServletResponse refused =
              send(request("POST", bytes(60_000), announced), (_, _) -> passed.incrementAndGet());
          assertThat(refused.getStatus()).isEqualTo(503);
          assertThat(refused.getHeader("Retry-After")).isEqualTo("1");
          assertThat(refused.getContentAsString()).contains("EBUSY");
          send(request("POST", bytes(100), 100), (_, _) -> passed.incrementAndGet());
        });

    assertThat(passed).hasValue(1);
    isAllBack();
  }

  @Test
  void roomIsGivenBackWhateverBecomesOfTheRequest() throws Exception {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("reset by peer");
          }
        };

    assertThat(send(request("PUT", broken, 50_000), (_, _) -> {}).getStatus()).isEqualTo(400);
    assertThat(send(request("PUT", bytes(ROOM + 1), CHUNKED), (_, _) -> {}).getStatus())
        .isEqualTo(503);
    assertThatExceptionOfType(ServletException.class)
        .isThrownBy(() ->
            send(
                request("PUT", bytes(50_000), 50_000),
                (_, _) -> {
                  throw new ServletException("a defect");
                }))
        .withMessage("a defect");

    isAllBack();
  }

  @Test
  void announcementTakesNoRoomUntilTheBytesArrive() throws Exception {
    InputStream none =
        new InputStream() {
          @Override
          public int read() {
            assertThat(budget.take(ROOM / 2)).isTrue();
            budget.giveBack(ROOM / 2);
            return -1;
          }
        };

    send(request("POST", none, ROOM), (_, _) -> passed.incrementAndGet());

    assertThat(passed).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "DELETE", "OPTIONS", "TRACE"})
  void bodyThatNobodyTakesIsNotRead(String method) throws Exception {
    InputStream unread =
        new InputStream() {
          @Override
          public int read() {
            throw new AssertionError("nobody wants to know");
          }
        };

    send(request(method, unread, 60_000), (_, _) -> passed.incrementAndGet());
    MockHttpServletResponse tooLong =
        send(request(method, unread, BodyLimit.MOST_BYTES + 1), (_, _) -> {});

    assertThat(passed).hasValue(1);
    assertThat(tooLong.getStatus()).isEqualTo(413);
  }

  @Test
  void bodyThatTricklesInHasAnEnd() throws Exception {
    AtomicInteger read = new AtomicInteger();
    InputStream trickle =
        new InputStream() {
          @Override
          public int read() {
            return ' ';
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            now.addAndGet(TimeUnit.SECONDS.toNanos(9));
            read.incrementAndGet();
            return 1;
          }
        };

    MockHttpServletResponse response =
        send(request("POST", trickle, 1000), (_, _) -> passed.incrementAndGet());

    assertThat(response.getStatus()).isEqualTo(400);
    assertThat(response.getContentAsString()).contains("EINVAL", "30 seconds");
    assertThat(read).hasValue(4);
    assertThat(passed).hasValue(0);
    isAllBack();
  }
}
