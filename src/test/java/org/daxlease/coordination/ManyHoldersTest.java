package org.daxlease.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.daxlease.coordination.ByHand.value;

import jakarta.persistence.EntityManagerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.daxlease.database.EveryDatabase;
import org.daxlease.protocol.Access;
import org.daxlease.protocol.OperationState;
import org.daxlease.protocol.Pin;
import org.daxlease.protocol.Protection;
import org.daxlease.protocol.Term;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;

/** Breaking many leases is a matter of few statements, not of their number. */
@EveryDatabase
@SpringBootTest(
    webEnvironment = WebEnvironment.NONE,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:holders;LOCK_TIMEOUT=60000",
      // Statements are counted: none for deadlines that others might have set.
      "daxlease.deadline.poll=1h"
    })
@Import(CountingStatements.class)
class ManyHoldersTest {

  private static final int HOLDERS = Integer.getInteger("daxlease.holders", 300);
  private static final long MOST = 60 + 20L * HOLDERS / 1000;

  @Autowired private ProcessService processes;
  @Autowired private FileService files;
  @Autowired private MappingService mappings;
  @Autowired private LeaseService leases;
  @Autowired private PinService pins;
  @Autowired private OperationService operations;
  @Autowired private SignalRepository signals;
  @Autowired private EntityManagerFactory factory;
  @Autowired private CountingStatements statements;

  @Test
  void aTruncateBreaksThemAllWithAFewStatements() {
    UUID file = value(files.register(Caller.ANONYMOUS, DaxFiles.of("many", "/a", 1 << 20))).id();
    hold(file);
    AtomicReference<OperationView> asked = new AtomicReference<>();

    long toBreak =
        statements.during(
            sessions(),
            () -> asked.set(value(operations.request(Caller.ANONYMOUS, ByHand.truncate(file)))));

    OperationView truncate = asked.get();
    assertThat(truncate.state()).isEqualTo(OperationState.BREAKING);
    assertThat(truncate.breaks())
        .hasSize(HOLDERS)
        .allSatisfy(b -> assertThat(b.signals()).hasSize(1));
    // One for each table and thousand rows, not one for each row.
    assertThat(toBreak).isLessThan(MOST);

    long toCancel =
        statements.during(
            sessions(), () -> asked.set(value(operations.cancel(Caller.ANONYMOUS, truncate.id()))));

    assertThat(asked.get().state()).isEqualTo(OperationState.CANCELLED);
    assertThat(toCancel).isLessThan(MOST);
  }

  private SessionFactory sessions() {
    return factory.unwrap(SessionFactory.class);
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
