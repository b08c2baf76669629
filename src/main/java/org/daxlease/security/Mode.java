package org.daxlease.security;

/** How callers show who they are. */
enum Mode {
  /** Not at all: everybody may do everything. */
  NONE,
  /** By bearer tokens that this service is configured with. */
  TOKEN,
  /** By bearer tokens that an issuer has signed. */
  JWT
}
