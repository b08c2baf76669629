/**
 * Signed deliveries from the journal, at least once and per file in order, for those who cannot
 * keep a stream open. It reads by position and reacts; the domain does not know it.
 */
@NullMarked
package org.daxlease.webhook;

import org.jspecify.annotations.NullMarked;
