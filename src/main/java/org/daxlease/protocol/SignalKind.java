package org.daxlease.protocol;

/** The signals a holder may get. */
public enum SignalKind {
  SIGIO,
  SIGBUS,
  SIGKILL
}
