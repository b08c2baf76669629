package org.daxlease.holder;

/** How a holder hears that its lease is broken. */
public enum NotificationChannel {
  /**
   * From the service, by the process's event stream. Needs no node agent; the real SIGIO of one
   * then does nothing.
   */
  STREAM,
  /** By the real SIGIO, which the node agent of this host sends. */
  SIGNAL
}
