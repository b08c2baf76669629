/** Group commit: commands of one kind that come at the same time share a transaction. */
@NullMarked
package org.daxlease.coordination.gathering;

import org.jspecify.annotations.NullMarked;
