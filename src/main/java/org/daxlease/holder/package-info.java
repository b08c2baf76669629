/**
 * For applications that map and pin files: lease, pin and the call back when somebody wants the
 * pages. A client of the HTTP API.
 */
@NullMarked
package org.daxlease.holder;

import org.jspecify.annotations.NullMarked;
