/**
 * The way out: one signed message to one receiver, to addresses that are allowed, within limits of
 * time and size that no receiver can stretch.
 */
@NullMarked
package org.daxlease.webhook.http;

import org.jspecify.annotations.NullMarked;
