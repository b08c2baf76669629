/** HTTP as the tests speak it, as clients and as servers. */
@NullMarked
package org.daxlease.http;

import org.jspecify.annotations.NullMarked;
