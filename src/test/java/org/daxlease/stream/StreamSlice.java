package org.daxlease.stream;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.daxlease.coordination.Caller;
import org.daxlease.coordination.web.Callers;
import org.daxlease.coordination.web.Credentials;
import org.daxlease.journal.Entry;
import org.daxlease.journal.Journal;
import org.daxlease.journal.Recorded;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Journal and streams without a domain. No {@code @Configuration}, so that no scan finds it. */
@EnableAutoConfiguration(
    exclude = {
      ManagementWebSecurityAutoConfiguration.class,
      ServletWebSecurityAutoConfiguration.class,
      SecurityFilterAutoConfiguration.class
    })
@ComponentScan(
    basePackages = {"org.daxlease.journal", "org.daxlease.sql", "org.daxlease.stream"},
    excludeFilters =
        @ComponentScan.Filter(type = FilterType.ASSIGNABLE_TYPE, classes = DomainSignals.class))
@ConfigurationPropertiesScan({"org.daxlease.journal", "org.daxlease.stream"})
@Import({StreamSlice.Writer.class, StreamSlice.Signals.class, StreamSlice.Anybody.class})
class StreamSlice {

  /** The commands of a domain that only journals. */
  static class Writer {

    private final Journal journal;
    private final TransactionTemplate transaction;

    Writer(Journal journal, PlatformTransactionManager transactions) {
      this.journal = journal;
      this.transaction = new TransactionTemplate(transactions);
    }

    /** Appends in one transaction and answers the first position. */
    long append(Entry... entries) {
      return append(List.of(entries));
    }

    long append(List<Entry> entries) {
      return transaction.execute(_ -> journal.append(entries));
    }
  }

  /** The processes of a domain that knows nothing else. */
  static class Signals implements PendingSignals {

    final Map<UUID, List<Recorded>> pending = new ConcurrentHashMap<>();

    @Override
    public boolean maySee(Caller caller, UUID processId) {
      return true;
    }

    @Override
    public boolean processExists(UUID processId) {
      return pending.containsKey(processId);
    }

    @Override
    public List<Recorded> pending(UUID processId) {
      return pending.get(processId);
    }
  }

  /** Nobody has to say who they are. */
  static class Anybody {

    @Bean
    Callers callers() {
      return _ -> Caller.ANONYMOUS;
    }

    @Bean
    Credentials credentials() {
      return _ -> () -> true;
    }
  }
}
