package org.daxlease.bench.subject;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/** A new, empty database, as durable as it is without a word of configuration. */
public interface Database extends AutoCloseable {

  /** With its version, as in a table's head. */
  String name();

  /** What tells the service to use it. */
  List<String> arguments();

  /** Its process; empty where it runs within the service. */
  OptionalLong pid() throws IOException;

  @Override
  void close();
}
