/**
 * Statements that travel together, and rows by the set: a statement has all of them, an array for
 * each column, whatever their number. So it stays prepared, and a thousand rows cost little more
 * than their indexes.
 */
@NullMarked
package org.daxlease.sql;

import org.jspecify.annotations.NullMarked;
