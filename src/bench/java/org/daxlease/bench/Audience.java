package org.daxlease.bench;

import java.io.IOException;
import java.util.List;
import org.daxlease.bench.load.Calls;
import org.daxlease.bench.load.Request;
import org.daxlease.bench.load.Streams;

/** Holders of one file, each with a lease on it and a page of it pinned. */
record Audience(String file, List<String> processes) {

  static final String SIGIO = "event: signal.sigio";

  static Audience gather(Calls calls, String name, int holders) throws IOException {
    Crowd crowd = Crowd.gather(calls, name, holders, 1);
    crowd.pinOnePageEach(calls);
    return new Audience(crowd.files().getFirst(), crowd.processes());
  }

  /** Opens the signal stream of each. */
  Streams listen(int port) throws IOException {
    return Streams.open(
        port,
        processes.stream().map(id -> Request.stream("/v1/processes/" + id + "/signals")).toList(),
        SIGIO);
  }

  /** What breaks the leases of all of them. */
  byte[] truncate() {
    return Request.post(
        "/v1/operations",
        "{\"fileId\":\"%s\",\"kind\":\"TRUNCATE\",\"newSize\":0}".formatted(file));
  }
}
