package org.daxlease.stream;

import java.io.IOException;

/**
 * The way to one client. Nothing here waits: what cannot be written yet is not accepted, and who
 * was told so is told again when it can. Used by one thread at a time.
 */
interface StreamOutput {

  /** Whether a write is accepted now; if not, the client is woken as soon as one is. */
  boolean ready();

  /** Hands bytes over; only right after {@link #ready()} said true. */
  void write(byte[] bytes) throws IOException;

  /** Sends what was handed over; only right after {@link #ready()} said true. */
  void flush() throws IOException;

  /** Ends the response. Does nothing if it has ended. */
  void close();
}
