/** The Helm chart, rendered by Helm itself and read as Kubernetes would. */
@NullMarked
package org.daxlease.chart;

import org.jspecify.annotations.NullMarked;
