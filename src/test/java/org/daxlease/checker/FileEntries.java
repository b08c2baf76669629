package org.daxlease.checker;

/** Replays what happens to files and their mappings. */
final class FileEntries {

  private final Traces traces;

  FileEntries(Traces traces) {
    this.traces = traces;
  }

  void replayFile(Entry entry) {
    switch (entry.what()) {
      case "registered" -> {
        if (traces.isNew(traces.files, entry, "fileId")) {
          var file = new FileTrace(entry);
          traces.files.put(file.id, file);
          traces.require(
              file.generation == 1, Invariant.I4, file + " does not start at generation 1");
        }
      }
      case "changed" ->
          traces.known(traces.files, entry, "fileId").ifPresent(f -> unchanged(entry, f));
      case "removed" ->
          traces.known(traces.files, entry, "fileId").ifPresent(f -> remove(entry, f));
      default -> traces.violated(Invariant.I5, "there is no entry " + entry.type());
    }
  }

  private void unchanged(Entry entry, FileTrace file) {
    traces.require(!file.removed, Invariant.I5, file + " changes after its removal");
    asLeft(entry, file);
  }

  private void asLeft(Entry entry, FileTrace file) {
    traces.require(
        entry.number("size") == file.size,
        Invariant.I5,
        file + " has size " + entry.number("size") + ", but nothing made it so");
    traces.require(
        entry.number("generation") == file.generation,
        Invariant.I4,
        file + " has generation " + entry.number("generation") + ", not " + file.generation);
  }

  /** Said once: of a file that is deleted, or last of all of one whose UNLINK is completed. */
  private void remove(Entry entry, FileTrace file) {
    traces.require(!file.removalTold, Invariant.I5, file + " is removed twice");
    asLeft(entry, file);
    traces.require(
        file.removed
            || (file.pins.isEmpty()
                && file.leases.isEmpty()
                && file.mappings.isEmpty()
                && file.operations.values().stream().noneMatch(OperationTrace::isUnfinished)),
        Invariant.I5,
        file + " is removed while something refers to it");
    file.removed = true;
    file.removalTold = true;
  }

  void replayMapping(Entry entry) {
    traces
        .known(traces.files, entry, "fileId")
        .ifPresent(file ->
            traces
                .known(traces.processes, entry, "processId")
                .ifPresent(process -> {
                  switch (entry.what()) {
                    case "mapped" -> map(entry, file, process);
                    case "unmapped" -> unmap(entry, file, process);
                    default -> traces.violated(Invariant.I5, "there is no entry " + entry.type());
                  }
                }));
  }

  private void map(Entry entry, FileTrace file, ProcessTrace process) {
    if (!traces.isNew(traces.mappings, entry, "mappingId")) {
      return;
    }
    var mapping = new MappingTrace(entry.text("mappingId"), file, process, entry.span());
    traces.require(process.isRunning(), Invariant.I5, mapping + " is made by a gone " + process);
    traces.require(!file.removed, Invariant.I5, mapping + " is made of the removed " + file);
    traces.mappings.put(mapping.id, mapping);
    file.mappings.add(mapping);
    process.mappings.add(mapping);
  }

  private void unmap(Entry entry, FileTrace file, ProcessTrace process) {
    traces
        .known(traces.mappings, entry, "mappingId")
        .ifPresent(mapping -> {
          traces.require(mapping.mapped, Invariant.I5, mapping + " is unmapped twice");
          traces.require(
              mapping.file == file && mapping.process == process,
              Invariant.I5,
              mapping + " changed its file or process");
          traces.require(
              isCaused(entry.text("reason"), file, process),
              Invariant.I5,
              mapping + " is unmapped for " + entry.text("reason") + ", which did not happen");
          mapping.mapped = false;
          file.mappings.remove(mapping);
          process.mappings.remove(mapping);
        });
  }

  /** Whether the reason for something's end stands before it. */
  static boolean isCaused(String reason, FileTrace file, ProcessTrace process) {
    return switch (reason) {
      case "REQUEST" -> process.isRunning();
      case "EXIT" -> process.state.equals("EXITED");
      case "FENCE" -> process.state.equals("KILLED");
      case "UNLINK" -> file.removed;
      default -> false;
    };
  }
}
