/**
 * What several replicas on one PostgreSQL need beyond SQL: sessions that no replica can hold others
 * up with, and hints from one replica to the others.
 */
@NullMarked
package org.daxlease.postgres;

import org.jspecify.annotations.NullMarked;
