/** Reads request bodies strictly: what is not exactly right is named, not guessed. */
@NullMarked
package org.daxlease.coordination.web.json;

import org.jspecify.annotations.NullMarked;
