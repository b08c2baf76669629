/**
 * One trace per operation, from its request through its signals to its end, sent over OTLP where an
 * endpoint is configured. Depends on the journal, which knows nothing of it.
 */
@NullMarked
package org.daxlease.tracing;

import org.jspecify.annotations.NullMarked;
