/**
 * Meters: counters of what this replica commits and answers, gauges of what is live, each there
 * from the start so that a zero is visible. Depends on the domain, which knows nothing of it.
 */
@NullMarked
package org.daxlease.metrics;

import org.jspecify.annotations.NullMarked;
