/**
 * The coordinator from outside: what its contract promises, asked for over HTTP and nowhere else.
 */
@NullMarked
package org.daxlease.acceptance;

import org.jspecify.annotations.NullMarked;
