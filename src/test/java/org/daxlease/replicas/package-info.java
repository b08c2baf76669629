/**
 * Replicas as processes of their own on a PostgreSQL of its own, and what can be done to both:
 * kill, pause, restart, cut off, fail over.
 */
@NullMarked
package org.daxlease.replicas;

import org.jspecify.annotations.NullMarked;
