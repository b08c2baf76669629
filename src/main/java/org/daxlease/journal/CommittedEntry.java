package org.daxlease.journal;

/**
 * An entry as committed.
 *
 * @param position its place in commit order, from 1, without gaps
 */
public record CommittedEntry(long position, Entry entry) {}
