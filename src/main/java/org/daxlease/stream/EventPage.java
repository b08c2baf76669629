package org.daxlease.stream;

import java.util.List;
import org.daxlease.journal.Event;
import org.jspecify.annotations.Nullable;

/**
 * A page of events.
 *
 * @param nextCursor where the next page begins, null at the end
 */
record EventPage(List<Event> items, @Nullable String nextCursor) {}
