package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.daxlease.command.CommandRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands make of a service that refuses for now, before or after it did what was asked. */
class CommandsInTroubleTest extends Acceptance {
  private static final int NOT_NOW = 75;
  private static final int GRANT_LOST = 76;
  private static final int FENCED = 80;
  private static final String REQUEST = "POST /v1/operations";
  private static final String COMPLETE = "POST .*/complete";
  private static final String CANCEL = "DELETE /v1/operations/.*";

  @TempDir private Path directory;

  private RealFile file;

  @BeforeEach
  void makesAFile() {
    file = RealFile.in(directory, scene, api);
  }

  private CommandRun truncate(Proxy proxy) {
    try (proxy) {
      return CommandRun.at(proxy.port(), "truncate", file.path().toString(), "-s", "0");
    }
  }

  private void wasTruncatedOnce() {
    assertThat(file.sizeOnDisk()).isZero();
    assertThat(file.registered().size()).isZero();
    assertThat(file.registered().events("operation.completed")).hasSize(1);
    assertThat(file.registered().liveOperations().items()).isEmpty();
  }

  @Test
  void completionIsRepeatedUntilItIsTaken() {
    truncate(Proxy.refusing(api.port(), Proxy.first(2, COMPLETE))).with(0);

    wasTruncatedOnce();
  }

  /** The service is away for longer than it takes to give up anything else. */
  @Test
  void completionIsRepeatedAsLongAsTheGrantLasts() {
    truncate(Proxy.refusing(api.port(), Proxy.first(10, COMPLETE))).with(0);

    wasTruncatedOnce();
  }

  @Test
  void completionWhoseAnswerIsLostIsRepeated() {
    truncate(Proxy.losing(api.port(), Proxy.first(1, COMPLETE))).with(0);

    wasTruncatedOnce();
  }

  @Test
  void whatWasDoneIsToldThoughTheOperationCannotBeShown() {
    CommandRun run =
        truncate(Proxy.refusing(api.port(), Proxy.first(99, "GET /v1/operations/[^/?]*")));

    assertThat(run.with(0).err()).contains("truncated to 0", "and completed");
    wasTruncatedOnce();
  }

  @Test
  void requestWhoseAnswerIsLostIsRepeatedUnderItsKey() {
    truncate(Proxy.losing(api.port(), Proxy.first(1, REQUEST))).with(0);

    wasTruncatedOnce();
  }

  /** The answer to the second request is that of the first, whose grant is over by then. */
  @Test
  void nothingIsDoneOnTheGrantOfAnAnswerThatWasLost() {
    scene.policy("grantTtl", "PT0.9S");

    truncate(Proxy.losing(api.port(), Proxy.first(1, REQUEST))).with(GRANT_LOST);

    assertThat(file.sizeOnDisk()).isEqualTo(RealFile.SIZE);
    assertThat(file.registered().size()).isEqualTo(RealFile.SIZE);
  }

  @Test
  void requestWhoseAnswersAreAllLostIsFoundAgainAndGivenUp() {
    scene.holder(file.registered(), 0, 4 * K);

    CommandRun run = truncate(Proxy.losing(api.port(), Proxy.first(3, REQUEST)));

    assertThat(run.failedWith(NOT_NOW)).contains("EBUSY");
    assertThat(run.out()).contains("CANCELLED");
    assertThat(file.registered().liveOperations().items()).isEmpty();
    assertThat(file.sizeOnDisk()).isEqualTo(RealFile.SIZE);
  }

  /** Nobody is in the way for longer than the service is away, so that little else is said. */
  @Test
  void outageIsSaidOnceAndItsEndOnce() {
    scene.policy("leaseBreakTime", "PT0.1S", "killGrace", "PT0.1S");
    scene.holder(file.registered(), 0, 4 * K);

    CommandRun run = truncate(Proxy.refusing(api.port(), Proxy.first(3, "GET /v1/operations/.*")));

    assertThat(run.with(FENCED).out())
        .containsOnlyOnce("refuses for now")
        .containsOnlyOnce("is back")
        .containsOnlyOnce("waiting for");
  }

  @Test
  void watcherSaysAnOutageOnceAndItsEndOnce() {
    String event =
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"test\","
            + "\"type\":\"org.daxlease.pin.pinned\",\"data\":{}}";
    var streams = new AtomicInteger();
    try (Proxy ending = Proxy.page(200, "text/event-stream", "id: 1\ndata: " + event + "\n\n");
        Proxy proxy =
            Proxy.refusing(
                ending.port(),
                _ -> {
                  int stream = streams.incrementAndGet();
                  return stream == 2 || stream == 3;
                })) {
      CommandRun run = CommandRun.at(proxy.port(), "watch", "--count", "2");

      assertThat(run.with(0).err().lines()).hasSize(2);
      assertThat(run.err()).contains("refuses for now", "is back");
    }
  }

  @Test
  void givingUpIsRepeated() {
    scene.policy("leaseBreakTime", "PT0.1S", "killGrace", "PT0.1S");
    scene.holder(file.registered(), 0, 4 * K);

    CommandRun run = truncate(Proxy.refusing(api.port(), Proxy.first(1, CANCEL)));

    assertThat(run.with(FENCED).out()).contains("may still be there", "CANCELLED");
    assertThat(file.registered().liveOperations().items()).isEmpty();
  }
}
