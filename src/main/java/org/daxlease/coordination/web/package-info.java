/** The HTTP API: requests in, outcomes and problem documents out. */
@NullMarked
package org.daxlease.coordination.web;

import org.jspecify.annotations.NullMarked;
