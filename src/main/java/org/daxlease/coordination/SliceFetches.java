package org.daxlease.coordination;

import org.daxlease.sql.RoundTrips;
import org.springframework.stereotype.Component;

/** Begins what commands begin with. */
@Component
class SliceFetches {

  private final SliceQueries queries;
  private final Policies policies;
  private final TimeSource time;
  private final RoundTrips trips;

  SliceFetches(SliceQueries queries, Policies policies, TimeSource time, RoundTrips trips) {
    this.queries = queries;
    this.policies = policies;
    this.time = time;
    this.trips = trips;
  }

  /** A new one, to which locks and reads are added. */
  SliceFetch begin() {
    return new SliceFetch(queries, policies, time, trips.begin());
  }
}
