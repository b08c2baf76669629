package org.daxlease.coordination;

import java.util.List;
import org.daxlease.journal.Event;

/** The answer to a heartbeat: the process, and its signals that nobody has acknowledged. */
public record HeartbeatView(ProcessView process, List<Event> signals) {}
