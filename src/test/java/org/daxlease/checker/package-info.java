/**
 * Proves the invariants I1 to I6 from the journal alone: event envelopes as served, replayed
 * without a database and without any class of the service.
 */
@NullMarked
package org.daxlease.checker;

import org.jspecify.annotations.NullMarked;
