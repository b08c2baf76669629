/** The coordinator as a program: where it starts and what it needs from its surroundings. */
@NullMarked
package org.daxlease;

import org.jspecify.annotations.NullMarked;
