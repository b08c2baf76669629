package org.daxlease.coordination;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import org.daxlease.sql.Databases;
import org.daxlease.sql.Parameters;
import org.daxlease.sql.RoundTrip;
import org.daxlease.sql.RoundTrip.Rows;
import org.daxlease.sql.RoundTrips;
import org.daxlease.sql.Timestamps;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Which clock decides. */
@Configuration(proxyBeanMethods = false)
class TimeConfiguration {

  @Bean
  @ConditionalOnMissingBean
  InstantSource jvmClock() {
    return InstantSource.system();
  }

  @Bean
  @ConditionalOnMissingBean
  TimeSource timeSource(JdbcConnectionDetails database, RoundTrips trips, InstantSource jvm) {
    return Databases.isH2(database)
        ? () -> jvm.instant().truncatedTo(ChronoUnit.MICROS)
        : new DatabaseTime(trips);
  }

  /** The clock of PostgreSQL. */
  private record DatabaseTime(RoundTrips trips) implements TimeSource {

    /** Not {@code now()}, which stands still at the start of the transaction. */
    private static final String CLOCK = "select clock_timestamp()";

    @Override
    public Instant now() {
      return trips.read(DatabaseTime::query).getFirst();
    }

    @Override
    public Supplier<Instant> now(RoundTrip trip) {
      return query(trip)::only;
    }

    private static Rows<Instant> query(RoundTrip trip) {
      return trip.query(CLOCK, Parameters.of(), (row, _) -> Timestamps.time(row, 1));
    }
  }
}
