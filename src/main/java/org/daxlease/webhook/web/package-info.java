/** The HTTP requests by which owners look after their webhooks. */
@NullMarked
package org.daxlease.webhook.web;

import org.jspecify.annotations.NullMarked;
