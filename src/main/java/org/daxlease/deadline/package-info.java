/**
 * Fires what is due: break stages, fences, grant expiry, lapsed heartbeats, clean-up. Knows no
 * rule; the rows say what is due, and the domain looks again under its locks.
 */
@NullMarked
package org.daxlease.deadline;

import org.jspecify.annotations.NullMarked;
