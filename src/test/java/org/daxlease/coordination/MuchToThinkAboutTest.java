package org.daxlease.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.daxlease.coordination.ByHand.value;

import java.time.InstantSource;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.daxlease.protocol.Access;
import org.daxlease.protocol.OperationState;
import org.daxlease.protocol.Pin;
import org.daxlease.protocol.Protection;
import org.daxlease.protocol.Term;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * PostgreSQL ends the sessions of clients that stand still within a transaction: a command that
 * thinks about many rows must not be taken for one, or it could never be carried out.
 */
@Tag("postgres")
@SpringBootTest(
    webEnvironment = WebEnvironment.NONE,
    properties = "daxlease.postgres.idle-in-transaction-timeout=5s")
@Import(MuchToThinkAboutTest.Doubles.class)
class MuchToThinkAboutTest {

  private static final int MANY = 2001;

  @Autowired private ProcessService processes;
  @Autowired private FileService files;
  @Autowired private MappingService mappings;
  @Autowired private LeaseService leases;
  @Autowired private PinService pins;
  @Autowired private OperationService operations;
  @Autowired private LookingIds ids;

  /** Looks at the session's limit while the rules decide, who ask for ids. */
  static final class LookingIds extends UuidV7Generator {

    private final JdbcTemplate jdbc;
    private final Set<String> seen = Collections.synchronizedSet(new HashSet<>());

    LookingIds(JdbcTemplate jdbc) {
      super(InstantSource.system());
      this.jdbc = jdbc;
    }

    @Override
    public UUID get() {
      seen.add(
          jdbc.queryForObject(
              "select current_setting('idle_in_transaction_session_timeout')", String.class));
      return super.get();
    }
  }

  @TestConfiguration(proxyBeanMethods = false)
  static class Doubles {

    @Bean
    @Primary
    LookingIds lookingIds(JdbcTemplate jdbc) {
      return new LookingIds(jdbc);
    }
  }

  @Test
  void commandAboutManyRowsMayThinkForAMinute() {
    UUID few = pinned(1);
    UUID many = pinned(MANY);

    assertThat(limitsOfTruncating(few)).containsExactly("5s");
    assertThat(limitsOfTruncating(many)).containsExactly("1min");
    assertThat(limitsOfTruncating(pinned(1))).as("afterwards").containsExactly("5s");
  }

  private Set<String> limitsOfTruncating(UUID file) {
    ids.seen.clear();
    OperationView truncate = value(operations.request(Caller.ANONYMOUS, ByHand.truncate(file)));
    assertThat(truncate.state()).isEqualTo(OperationState.BREAKING);
    return ids.seen;
  }

  /** A file with so many pins of one process. */
  private UUID pinned(int number) {
    String path = "/" + UUID.randomUUID();
    UUID file = value(files.register(Caller.ANONYMOUS, DaxFiles.of("much", path, 1 << 20))).id();
    var registration = new RegisterProcess("h" + path.substring(1), 1, null, null, null);
    UUID process = value(processes.register(Caller.ANONYMOUS, registration)).id();
    var map = new MapFile(process, file, 0, 4096, Protection.READ);
    UUID mapping =
        value(mappings.map(CallerCommand.by(Caller.ANONYMOUS, List.of(map))).getFirst()).id();
    var take = new TakeLease(process, file, null, null, null);
    value(leases.take(CallerCommand.by(Caller.ANONYMOUS, List.of(take))).getFirst());
    var pin = new PinPages(mapping, 0, 4096, new Pin.Use(Access.READ, Term.LONGTERM));
    pins.pin(CallerCommand.by(Caller.ANONYMOUS, Collections.nCopies(number, pin)))
        .forEach(ByHand::value);
    return file;
  }
}
