package org.daxlease.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.daxlease.bench.load.Calls;

/** Files, and processes that each map and lease every one of them. */
record Crowd(List<String> processes, List<String> files, List<String> mappings) {

  /** Room for every 12-digit offset. */
  static final long SIZE = 1L << 40;

  static final int PAGE = 4096;

  /** As many pins as a batch may have. */
  static final int BATCH = 1000;

  /** The first page whose offset has 12 digits. */
  static final long FIRST_PAGE = 100_000_000_000L / PAGE + 1;

  /**
   * Registers them.
   *
   * @param name of a filesystem that is not there yet, and of a host
   */
  static Crowd gather(Calls calls, String name, int processes, int files) throws IOException {
    List<String> fileBodies = new ArrayList<>();
    for (int i = 0; i < files; i++) {
      fileBodies.add(
          "{\"filesystem\":\"%s\",\"path\":\"/%d\",\"backing\":\"DAX\",\"size\":%d}"
              .formatted(name, i, SIZE));
    }
    List<String> processBodies = new ArrayList<>();
    for (int i = 0; i < processes; i++) {
      processBodies.add("{\"host\":\"%s\",\"pid\":%d}".formatted(name, i + 1));
    }
    List<String> fileIds = calls.createAll("/v1/files", fileBodies);
    List<String> processIds = calls.createAll("/v1/processes", processBodies);
    List<String> mappingBodies = new ArrayList<>();
    List<String> leaseBodies = new ArrayList<>();
    for (String process : processIds) {
      for (String file : fileIds) {
        mappingBodies.add(
            ("{\"processId\":\"%s\",\"fileId\":\"%s\",\"offset\":0,\"length\":%d,"
                    + "\"protection\":\"READ_WRITE\"}")
                .formatted(process, file, SIZE));
        leaseBodies.add("{\"processId\":\"%s\",\"fileId\":\"%s\"}".formatted(process, file));
      }
    }
    List<String> mappingIds = calls.createAll("/v1/mappings", mappingBodies);
    calls.createAll("/v1/leases", leaseBodies);
    return new Crowd(processIds, fileIds, mappingIds);
  }

  /** Of one of the processes and one of the files, by number. */
  String mapping(int process, int file) {
    return mappings.get(process * files.size() + file);
  }

  /** A pin under each mapping, no two on the same page of a file. */
  void pinOnePageEach(Calls calls) throws IOException {
    for (int from = 0; from < mappings.size(); from += BATCH) {
      List<String> pins = new ArrayList<>();
      for (int i = from; i < Math.min(mappings.size(), from + BATCH); i++) {
        pins.add(pin(mappings.get(i), (long) i * PAGE));
      }
      pinAll(calls, pins);
    }
  }

  /** The request of a pin of one page. */
  static String pin(String mapping, Object offset) {
    return "{\"mappingId\":\"%s\",\"offset\":%s,\"length\":%d,\"access\":\"WRITE\"}"
        .formatted(mapping, offset, PAGE);
  }

  /** One batch. */
  static void pinAll(Calls calls, List<String> pins) throws IOException {
    String answer = calls.post("/v1/pins/batch", batch(pins));
    if (answer.contains("\"problem\"")) {
      throw new IOException("not all were pinned: " + answer);
    }
  }

  static String batch(List<String> pins) {
    return "{\"items\":[" + String.join(",", pins) + "]}";
  }
}
