/** What is measured: processes on loopback, ended with the benchmark that started them. */
@NullMarked
package org.daxlease.bench.subject;

import org.jspecify.annotations.NullMarked;
