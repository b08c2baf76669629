/** Holds what the documents say against what the service does. */
@NullMarked
package org.daxlease.docs;

import org.jspecify.annotations.NullMarked;
