/** What the rules cost alone, in microbenchmarks. */
@NullMarked
package org.daxlease.bench.protocol;

import org.jspecify.annotations.NullMarked;
