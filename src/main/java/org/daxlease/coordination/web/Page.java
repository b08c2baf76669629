package org.daxlease.coordination.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list. It is empty only at the list's end.
 *
 * @param nextCursor what to ask for the next part with; null at the end
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {}
