/** System calls and {@code /proc} of the host that this process runs on, behind Java types. */
@NullMarked
package org.daxlease.linux;

import org.jspecify.annotations.NullMarked;
