/** What is measured, against the packaged service as a process of its own, and beside etcd. */
@NullMarked
package org.daxlease.bench;

import org.jspecify.annotations.NullMarked;
