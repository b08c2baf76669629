/** Removes rows of what ended long ago. */
@NullMarked
package org.daxlease.coordination.retention;

import org.jspecify.annotations.NullMarked;
