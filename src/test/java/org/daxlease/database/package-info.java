/** The databases that tests run on. */
@NullMarked
package org.daxlease.database;

import org.jspecify.annotations.NullMarked;
