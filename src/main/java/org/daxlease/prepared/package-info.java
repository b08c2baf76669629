/**
 * The application context as the build prepared it, and whether it may be used.
 *
 * <p>Spring decides at the build which beans there are, and asks the configuration of the build for
 * it. What it asked is kept beside what it prepared: a service whose configuration would answer
 * otherwise makes its context anew.
 */
@NullMarked
package org.daxlease.prepared;

import org.jspecify.annotations.NullMarked;
