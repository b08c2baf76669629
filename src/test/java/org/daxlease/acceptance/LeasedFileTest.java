package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.daxlease.client.Credentials;
import org.daxlease.client.FileInfo;
import org.daxlease.client.LeaseInfo;
import org.daxlease.client.ProblemException;
import org.daxlease.holder.LeasedFile;
import org.daxlease.holder.NotificationChannel;
import org.daxlease.http.StubServer.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The holder library, with a service that refuses for now. */
class LeasedFileTest extends Acceptance {
  @TempDir private Path directory;

  private final BlockingQueue<LeaseInfo> heard = new LinkedBlockingQueue<>();
  private RealFile file;

  @BeforeEach
  void makesAFile() {
    file = RealFile.in(directory, scene, api);
  }

  private LeasedFile open(Proxy proxy, NotificationChannel how) throws IOException {
    return open(proxy.port(), how);
  }

  private LeasedFile open(int port, NotificationChannel how) throws IOException {
    var coordinator =
        org.daxlease.client.CoordinatorClient.at(
            URI.create("http://127.0.0.1:" + port), Credentials.NONE);
    FileInfo registered = coordinator.files().file(UUID.fromString(file.registered().id()));
    return LeasedFile.open(
        coordinator,
        scene.host(),
        file.path(),
        registered,
        new LeasedFile.Listening(how, heard::add));
  }

  private static void sigio() throws IOException, InterruptedException {
    String self = Long.toString(ProcessHandle.current().pid());
    new ProcessBuilder("kill", "-IO", self).start().waitFor();
  }

  private void nothingIsHeld() {
    assertThat(file.registered().livePins().items()).isEmpty();
    assertThat(file.registered().liveLeases().items()).isEmpty();
    assertThat(file.registered().liveMappings().items()).isEmpty();
  }

  @Test
  void breakIsToldAsSoonAsTheServiceAnswers() throws Exception {
    try (Proxy proxy = Proxy.refusing(api.port(), Proxy.first(2, "GET /v1/leases/.*"));
        LeasedFile held = open(proxy, NotificationChannel.SIGNAL)) {
      held.pin(0, 4 * K);
      Operation truncate = file.registered().truncates(0).was(202, "BREAKING");

      sigio();

      LeaseInfo lease = heard.poll(60, TimeUnit.SECONDS);
      assertThat(lease).isNotNull();
      assertThat(lease.breaking()).isNotNull();
      held.unpinAll();
      truncate.becomes("GRANTED");
    }
  }

  @Test
  void streamThatCannotBeReadIsOpenedAgain() throws IOException {
    var streams = new AtomicInteger();
    var garbled = Answer.of(200, "text/event-stream", "id: 1\ndata: {\n\n");
    try (Proxy proxy =
            Proxy.instead(
                api.port(),
                request -> request.endsWith("/signals") && streams.incrementAndGet() > 0,
                garbled);
        LeasedFile held = open(proxy, NotificationChannel.STREAM)) {
      assertThat(held.lease().isLive()).isTrue();
      await().until(() -> streams.get() >= 2);
    }
  }

  @Test
  void everythingIsGivenBackAsSoonAsItIsTaken() throws IOException {
    try (Proxy proxy =
        Proxy.refusing(
            api.port(),
            Proxy.first(1, "DELETE /v1/pins/.*")
                .or(Proxy.first(1, "DELETE /v1/leases/.*"))
                .or(Proxy.first(1, "DELETE /v1/mappings/.*")))) {
      LeasedFile held = open(proxy, NotificationChannel.SIGNAL);
      held.pin(0, 4 * K);
      held.pin(8 * K, 4 * K);

      held.close();
    }
    nothingIsHeld();
  }

  /** A process has one lease on a file, however often it opens it (rule 2). */
  @Test
  void leaseStaysUntilTheFileIsClosedForTheLastTime() throws Exception {
    LeasedFile first = open(api.port(), NotificationChannel.STREAM);
    LeasedFile second = open(api.port(), NotificationChannel.STREAM);
    first.close();
    second.pin(0, 4 * K);
    Operation truncate = file.registered().truncates(0).was(202, "BREAKING");

    assertThat(heard.poll(60, TimeUnit.SECONDS)).isNotNull();
    assertThat(truncate.breaks().getFirst().path("stage").asString()).isEqualTo("SIGIO");
    second.close();
    truncate.becomes("GRANTED");
    nothingIsHeld();
  }

  @Test
  void pinThatIsNotTakenBackHoldsUpNoOther() throws IOException {
    var stubborn = new AtomicReference<String>();
    try (Proxy proxy =
        Proxy.refusing(
            api.port(), request -> request.equals("DELETE /v1/pins/" + stubborn.get()))) {
      LeasedFile held = open(proxy, NotificationChannel.SIGNAL);
      stubborn.set(held.pin(0, 4 * K).id().toString());
      held.pin(8 * K, 4 * K);

      assertThatExceptionOfType(ProblemException.class).isThrownBy(held::close);
    }
    assertThat(file.registered().livePins().items())
        .extracting(pin -> pin.path("id").asString())
        .isEqualTo(List.of(stubborn.get()));
  }

  @Test
  void pinOfWhichNoAnswerToldIsTakenBackToo() throws IOException {
    try (Proxy proxy = Proxy.losing(api.port(), Proxy.first(1, "POST /v1/pins"))) {
      LeasedFile held = open(proxy, NotificationChannel.SIGNAL);
      assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> held.pin(0, 4 * K));
      assertThat(file.registered().livePins().items()).hasSize(1);

      held.close();
    }
    nothingIsHeld();
  }

  @Test
  void mappingOfWhichNoAnswerToldIsGivenBackToo() throws IOException {
    try (Proxy proxy = Proxy.losing(api.port(), Proxy.first(1, "POST /v1/mappings"))) {
      assertThatExceptionOfType(ProblemException.class)
          .isThrownBy(() -> open(proxy, NotificationChannel.SIGNAL));
    }
    assertThat(file.registered().events("mapping.mapped")).hasSize(1);
    nothingIsHeld();
  }

  @Test
  void mappingIsGivenBackWhereThereIsNoLease() throws IOException {
    try (Proxy proxy = Proxy.refusing(api.port(), "POST /v1/leases"::equals)) {
      assertThatExceptionOfType(ProblemException.class)
          .isThrownBy(() -> open(proxy, NotificationChannel.SIGNAL));
    }
    nothingIsHeld();
  }
}
