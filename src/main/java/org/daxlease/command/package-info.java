/** The commands: what an orchestrator, an operator or a host runs. Clients of the HTTP API. */
@NullMarked
package org.daxlease.command;

import org.jspecify.annotations.NullMarked;
