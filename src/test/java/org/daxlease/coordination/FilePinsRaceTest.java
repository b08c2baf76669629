package org.daxlease.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.daxlease.protocol.Backing;
import org.daxlease.protocol.PolicyOverrides;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.resource.jdbc.spi.StatementInspector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** A page of a process's pins by file, while pins go. */
@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:file-pins;LOCK_TIMEOUT=60000")
@Import(FilePinsRaceTest.Inspected.class)
class FilePinsRaceTest extends ByHand {

  @Autowired private ResourceQueries queries;
  @Autowired private Meanwhile meanwhile;

  /** Does something once, just before files are read, and then their pins. */
  static final class Meanwhile implements StatementInspector {

    private final AtomicReference<@Nullable Runnable> next = new AtomicReference<>();

    @Override
    public String inspect(String sql) {
      Runnable now = sql.contains("from file ") ? next.getAndSet(null) : null;
      if (now != null) {
        CompletableFuture.runAsync(now).join();
      }
      return sql;
    }
  }

  @TestConfiguration(proxyBeanMethods = false)
  static class Inspected {

    @Bean
    Meanwhile meanwhile() {
      return new Meanwhile();
    }

    @Bean
    HibernatePropertiesCustomizer inspects(Meanwhile meanwhile) {
      return settings -> settings.put(AvailableSettings.STATEMENT_INSPECTOR, meanwhile);
    }
  }

  /** Or else it would be taken for the last page. */
  @Test
  void fullPageStaysFullThoughTheLastPinOfAFileGoes() {
    UUID process = process(null);
    UUID first = file(Backing.DAX, PolicyOverrides.NONE);
    UUID second = file(Backing.DAX, PolicyOverrides.NONE);
    UUID gone = leasedPin(process, first, 0);
    UUID left = leasedPin(process, second, 0);
    meanwhile.next.set(
        () -> value(pins.unpin(CallerCommand.by(Caller.ANONYMOUS, List.of(gone))).getFirst()));

    List<FilePins> page =
        value(queries.filePins(Caller.ANONYMOUS, process, new KeysetWindow(2, null)));

    assertThat(meanwhile.next.get()).isNull();
    assertThat(page).extracting(FilePins::fileId).containsExactly(first, second);
    assertThat(page.getFirst().pins()).isEmpty();
    assertThat(page.getLast().pins()).extracting(FilePins.Held::id).containsExactly(left);
  }
}
