package org.daxlease.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.daxlease.coordination.ByHand.value;

import jakarta.persistence.EntityManagerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.daxlease.database.EveryDatabase;
import org.daxlease.protocol.Access;
import org.daxlease.protocol.OperationState;
import org.daxlease.protocol.Pin;
import org.daxlease.protocol.Protection;
import org.daxlease.protocol.Term;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** Breaking many leases is a matter of few statements, not of their number. */
@EveryDatabase
@SpringBootTest(
    webEnvironment = WebEnvironment.NONE,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:holders;LOCK_TIMEOUT=60000",
      "spring.jpa.properties.hibernate.generate_statistics=true",
      // Statements are counted: none for deadlines that others might have set.
      "daxlease.deadline.poll=1h",
      "logging.level.org.hibernate.engine.internal.StatisticalLoggingSessionEventListener=off"
    })
class ManyHoldersTest {

  private static final int HOLDERS = Integer.getInteger("daxlease.holders", 300);

  @Autowired private ProcessService processes;
  @Autowired private FileService files;
  @Autowired private MappingService mappings;
  @Autowired private LeaseService leases;
  @Autowired private PinService pins;
  @Autowired private OperationService operations;
  @Autowired private SignalRepository signals;
  @Autowired private EntityManagerFactory factory;

  @Test
  void aTruncateBreaksThemAllWithAFewStatements() {
    UUID file = value(files.register(Caller.ANONYMOUS, DaxFiles.of("many", "/a", 1 << 20))).id();
    hold(file);
    Statistics statistics = factory.unwrap(SessionFactory.class).getStatistics();
    statistics.clear();

    OperationView truncate = value(operations.request(Caller.ANONYMOUS, ByHand.truncate(file)));

    long statements = statistics.getPrepareStatementCount();
    assertThat(truncate.state()).isEqualTo(OperationState.BREAKING);
    assertThat(truncate.breaks())
        .hasSize(HOLDERS)
        .allSatisfy(b -> assertThat(b.signals()).hasSize(1));
    // One for each table and thousand rows, not one for each row.
    assertThat(statements).isLessThan(60 + 20L * HOLDERS / 1000);

    statistics.clear();
    OperationView cancelled = value(operations.cancel(Caller.ANONYMOUS, truncate.id()));
    statements = statistics.getPrepareStatementCount();
    assertThat(cancelled.state()).isEqualTo(OperationState.CANCELLED);
    assertThat(statements).isLessThan(60 + 20L * HOLDERS / 1000);
  }

  @Test
  void anOperationMayJoinMoreBreaksThanAStatementHasParameters() {
    List<UUID> breaks = Stream.generate(UUID::randomUUID).limit(40_000).toList();

    assertThat(signals.ofBreaks(breaks)).isEmpty();
  }

  private void hold(UUID file) {
    List<TakeLease> wanted = new ArrayList<>();
    List<PinPages> pages = new ArrayList<>();
    for (int i = 0; i < HOLDERS; i++) {
      UUID process =
          value(
                  processes.register(
                      Caller.ANONYMOUS, new RegisterProcess("h", i + 1, null, null, null)))
              .id();
      UUID mapping =
          value(
                  mappings
                      .map(
                          CallerCommand.by(
                              Caller.ANONYMOUS,
                              List.of(new MapFile(process, file, 0, 4096, Protection.READ))))
                      .getFirst())
              .id();
      wanted.add(new TakeLease(process, file, null, null, null));
      pages.add(new PinPages(mapping, 0, 4096, new Pin.Use(Access.READ, Term.LONGTERM)));
    }
    leases.take(CallerCommand.by(Caller.ANONYMOUS, wanted)).forEach(ByHand::value);
    pins.pin(CallerCommand.by(Caller.ANONYMOUS, pages)).forEach(ByHand::value);
  }
}
