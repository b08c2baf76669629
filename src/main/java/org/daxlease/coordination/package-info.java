/**
 * Commands on files, processes, mappings, pins, leases and operations: locks, reads, lets {@code
 * protocol} decide, writes the effect and its journal entries. The only writer of domain rows.
 */
@NullMarked
package org.daxlease.coordination;

import org.jspecify.annotations.NullMarked;
