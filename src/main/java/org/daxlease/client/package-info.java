/**
 * The HTTP API as typed Java, for holders, orchestrators and node agents; also as a library. It
 * knows the contract and nothing of the service behind it.
 */
@NullMarked
package org.daxlease.client;

import org.jspecify.annotations.NullMarked;
