/**
 * The append-only event log: written in the transaction of the change it tells of, with positions
 * that are gap-free and in commit order, so that no reader with a cursor can miss an entry.
 */
@NullMarked
package org.daxlease.journal;

import org.jspecify.annotations.NullMarked;
