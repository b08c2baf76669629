/** Clients that cost little: they share the processors with what they measure. */
@NullMarked
package org.daxlease.bench.load;

import org.jspecify.annotations.NullMarked;
