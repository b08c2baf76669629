/** Lets a client repeat a POST it has no answer to: the effect happens once, the answer is kept. */
@NullMarked
package org.daxlease.coordination.idempotency;

import org.jspecify.annotations.NullMarked;
