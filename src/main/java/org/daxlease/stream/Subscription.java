package org.daxlease.stream;

import java.util.List;
import org.daxlease.journal.JournalFilter;
import org.daxlease.journal.Recorded;

/**
 * What a client asked for.
 *
 * @param reader who it is
 * @param filter which entries it wants, and may see
 * @param position it wants those after this one
 * @param first what it is sent before anything else, at positions up to {@code position}
 */
record Subscription(Reader reader, JournalFilter filter, long position, List<Recorded> first) {}
