/**
 * The rules, pure: what may be pinned, leased, broken and granted, and what happens when time
 * passes. Knows nothing of databases, HTTP or clocks.
 */
@NullMarked
package org.daxlease.protocol;

import org.jspecify.annotations.NullMarked;
