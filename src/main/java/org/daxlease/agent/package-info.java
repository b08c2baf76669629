/**
 * The node agent: turns the signals of its host's processes into real ones and reports their exits.
 * A client of the HTTP API.
 */
@NullMarked
package org.daxlease.agent;

import org.jspecify.annotations.NullMarked;
