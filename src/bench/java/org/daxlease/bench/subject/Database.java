package org.daxlease.bench.subject;

import java.util.List;

/** A new, empty database, as durable as it is without a word of configuration. */
public interface Database extends AutoCloseable {

  /** With its version, as in a table's head. */
  String name();

  /** What tells the service to use it. */
  List<String> arguments();

  @Override
  void close();
}
