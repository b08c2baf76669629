/** Who may do what: knows callers by their credentials and keeps out whom it does not know. */
@NullMarked
package org.daxlease.security;

import org.jspecify.annotations.NullMarked;
