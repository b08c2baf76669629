package org.daxlease.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.daxlease.coordination.ByHand.value;

import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.daxlease.AtOnce;
import org.daxlease.database.EveryDatabase;
import org.daxlease.protocol.Errno;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.JdbcTemplate;

/** Two who make the same unique thing at the same moment: one makes it, the other finds it. */
@EveryDatabase
@SpringBootTest(
    webEnvironment = WebEnvironment.NONE,
    properties = "spring.datasource.url=jdbc:h2:mem:unique;LOCK_TIMEOUT=10000")
class UniqueRaceTest {

  private static final int RACERS = 8;

  @Autowired private ProcessService processes;
  @Autowired private FileService files;
  @Autowired private LeaseService leases;
  @Autowired private JdbcTemplate jdbc;

  @RepeatedTest(10)
  void oneProcessOfAnIdentity() throws Exception {
    String host = "host-" + UUID.randomUUID();
    var asked = new RegisterProcess(host, 7, "boot/1", null, null);
    List<Outcome<ProcessView>> outcomes = race(() -> processes.register(Caller.ANONYMOUS, asked));
    assertThat(outcomes).allSatisfy(o -> assertThat(o).isInstanceOf(Outcome.Done.class));
    assertThat(outcomes).filteredOn(UniqueRaceTest::isCreated).hasSize(1);
    assertThat(outcomes.stream().map(o -> value(o).id()).distinct()).hasSize(1);
  }

  @RepeatedTest(10)
  void oneFileOfAPathAndOneFilesystemOfAName() throws Exception {
    String filesystem = "fs-" + UUID.randomUUID();
    var asked = DaxFiles.of(filesystem, "/a", 4096);
    List<Outcome<FileView>> outcomes = race(() -> files.register(Caller.ANONYMOUS, asked));
    assertThat(outcomes).filteredOn(UniqueRaceTest::isCreated).hasSize(1);
    assertThat(outcomes)
        .filteredOn(o -> o instanceof Outcome.Refused<FileView>)
        .hasSize(RACERS - 1)
        .allSatisfy(o ->
            assertThat(((Outcome.Refused<FileView>) o).refusal().code()).isEqualTo(Errno.EEXIST));
    assertThat(rowsOf("select count(*) from filesystem where name = ?", filesystem)).isOne();
    assertThat(
            rowsOf(
                "select count(*) from journal where filesystem = ? and type like 'filesystem.%'",
                filesystem))
        .isOne();
  }

  @RepeatedTest(10)
  void oneLiveLeaseOfAProcessOnAFile() throws Exception {
    UUID file =
        value(
                files.register(
                    Caller.ANONYMOUS, DaxFiles.of("leases", "/" + UUID.randomUUID(), 4096)))
            .id();
    UUID process =
        value(
                processes.register(
                    Caller.ANONYMOUS,
                    new RegisterProcess("h-" + UUID.randomUUID(), 1, null, null, null)))
            .id();
    var asked = new TakeLease(process, file, null, null, null);
    List<Outcome<LeaseView>> outcomes =
        race(() -> leases.take(CallerCommand.by(Caller.ANONYMOUS, List.of(asked))).getFirst());
    assertThat(outcomes).filteredOn(UniqueRaceTest::isCreated).hasSize(1);
    assertThat(outcomes.stream().map(o -> value(o).id()).distinct()).hasSize(1);
  }

  private @Nullable Long rowsOf(String query, String filesystem) {
    return jdbc.queryForObject(query, Long.class, filesystem);
  }

  private static <T> List<T> race(Callable<T> command) throws Exception {
    return AtOnce.call(Collections.nCopies(RACERS, command));
  }

  private static boolean isCreated(Outcome<?> outcome) {
    return outcome instanceof Outcome.Done<?>(_, boolean created) && created;
  }
}
