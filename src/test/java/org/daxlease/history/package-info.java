/**
 * Random histories and races over HTTP against the running service, each proved by the journal
 * checker afterwards.
 */
@NullMarked
package org.daxlease.history;

import org.jspecify.annotations.NullMarked;
