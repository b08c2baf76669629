package org.daxlease.protocol;

/** How it is known that a signal arrived. */
public enum DeliveryPath {
  /** Written to a stream that stands in for its process. */
  STREAM,
  /** Answered with 2xx by a webhook's receiver. */
  WEBHOOK,
  /** Acknowledged in a heartbeat. */
  HEARTBEAT
}
