/** Server-sent events and lists of events, read from the journal by position. */
@NullMarked
package org.daxlease.stream;

import org.jspecify.annotations.NullMarked;
