/** What operators are given: dashboards, alerts, a runbook, held against the meters there are. */
@NullMarked
package org.daxlease.operations;

import org.jspecify.annotations.NullMarked;
