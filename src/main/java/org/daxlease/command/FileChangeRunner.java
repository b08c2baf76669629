package org.daxlease.command;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.daxlease.client.CoordinatorClient;
import org.daxlease.client.FileApi;
import org.daxlease.client.FileInfo;
import org.daxlease.client.OperationInfo;
import org.daxlease.client.OperationInfo.NewOperation;
import org.daxlease.client.ProblemException;
import org.daxlease.client.UnreachableException;
import org.daxlease.linux.LinuxException;
import org.daxlease.linux.OpenFile;
import org.daxlease.linux.Proc;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A change of a file from its request to its completion. Whatever ends it early gives up what it
 * asked for: no operation is left waiting for somebody who has gone.
 */
final class FileChangeRunner {

  private static final String ONE_LOOK = "PT1S";
  private static final int ATTEMPTS = 3;
  private static final long PAUSE_MILLIS = 1000;

  private final CoordinatorClient coordinator;
  private final FileApi files;
  private final FileOptions which;
  private final ChangeOptions how;
  private final Output output;

  FileChangeRunner(
      CoordinatorClient coordinator, FileOptions which, ChangeOptions how, Output output) {
    this.coordinator = coordinator;
    this.files = coordinator.files();
    this.which = which;
    this.how = how;
    this.output = output;
  }

  int run(FileChange change, String requester) {
    try (OpenFile file = which.open()) {
      FileInfo registered = which.registered(files);
      check(file, registered);
      if (how.dryRun()) {
        return dryRun(asked(registered, change, requester));
      }
      try (ShutdownHook shutdownHook = ShutdownHook.listen()) {
        return new Run(file, registered, change, shutdownHook).run(requester);
      }
    }
  }

  private NewOperation asked(FileInfo file, FileChange change, String requester) {
    FileChange.Request request = change.request();
    return new NewOperation(
        file.id(),
        request.kind(),
        request.newSize(),
        request.offset(),
        request.length(),
        how.onConflict(),
        how.dryRun(),
        how.maxWait(),
        how.breakTime(),
        requester,
        how.reason());
  }

  private void check(OpenFile file, FileInfo registered) {
    if (!how.force()) {
      which.check(file, registered);
    }
  }

  private int dryRun(NewOperation asked) {
    JsonNode would = files.dryRun(asked);
    String code = would.path("code").asString("");
    StringBuilder text = new StringBuilder("would ");
    text.append(code.isEmpty() ? "be taken on" : "be refused with " + code);
    would
        .path("blockers")
        .forEach(b ->
            text.append(
                "%n  in the way: pid %s on %s"
                    .formatted(b.path("pid").asString(), b.path("host").asString())));
    output.result(text.toString(), would);
    return (code.isEmpty() ? ExitCode.DONE : ExitCode.NOT_NOW).number();
  }

  /** One operation, from its request on. */
  private final class Run {

    private final OpenFile file;
    private final FileInfo registered;
    private final FileChange change;
    private final ShutdownHook shutdownHook;

    /** Before the moment at which the operation can have been granted. */
    private long waitedAt;

    private @Nullable UUID id;

    /** Asks for it once more, where it is not known whether it was taken on. */
    private @Nullable Supplier<OperationInfo> unanswered;

    Run(OpenFile file, FileInfo registered, FileChange change, ShutdownHook shutdownHook) {
      this.file = file;
      this.registered = registered;
      this.change = change;
      this.shutdownHook = shutdownHook;
    }

    int run(String requester) {
      try {
        OperationInfo operation =
            request(asked(registered, change, requester), UUID.randomUUID().toString());
        return carryOut(awaitGrant(operation));
      } catch (RuntimeException e) {
        // What has become of the file is to be told whatever ended the command.
        boolean interrupted = shutdownHook.isRequested() && !shutdownHook.cameTooLate();
        RuntimeException end =
            interrupted ? new CommandException(ExitCode.INTERRUPTED, "interrupted") : e;
        giveUp(end instanceof ProblemException);
        throw end;
      }
    }

    /** Requests it, under one key, so that a second attempt finds the operation of the first. */
    private OperationInfo request(NewOperation asked, String key) {
      unanswered = () -> files.request(asked, key);
      // Before the first: a later one may bring the answer that the first has had.
      waitedAt = System.nanoTime();
      for (int attempt = 1; ; attempt++) {
        try {
          OperationInfo operation = files.request(asked, key);
          id = operation.id();
          output.say("operation %s is %s".formatted(operation.id(), operation.state()));
          return operation;
        } catch (UnreachableException | ProblemException e) {
          if (ProblemException.isFinal(e)) {
            unanswered = null;
          }
          if (ProblemException.isFinal(e) || attempt == ATTEMPTS) {
            throw e;
          }
          pause();
        }
      }
    }

    private OperationInfo awaitGrant(OperationInfo requested) {
      var waiting = new WaitStatusLine(output, coordinator.clock());
      OperationInfo operation = requested;
      var outageReporter = new OutageReporter(output::say);
      while (operation.isWaiting()) {
        stopIfInterrupted();
        if (!outageReporter.isOn()) {
          waiting.show(operation);
        }
        long before = System.nanoTime();
        try {
          operation = files.await(operation.id(), ONE_LOOK, operation.version());
          waitedAt = operation.isWaiting() ? before : waitedAt;
          outageReporter.ends();
        } catch (UnreachableException | ProblemException e) {
          if (ProblemException.isFinal(e)) {
            throw e;
          }
          outageReporter.goesOn(e);
          pause();
        }
      }
      stopIfInterrupted();
      return operation;
    }

    private int carryOut(OperationInfo operation) {
      if (!operation.state().equals("GRANTED")) {
        show(operation.id(), "not granted: " + operation.state() + " " + why(operation));
        boolean lost = operation.state().equals("EXPIRED");
        return (lost ? ExitCode.GRANT_LOST : ExitCode.NOT_NOW).number();
      }
      if (!Boolean.TRUE.equals(operation.confirmed()) && !how.acceptFenced()) {
        throw new CommandException(
            ExitCode.FENCED,
            "granted over a holder that is only presumed dead (confirmed: false): nothing was"
                + " changed. Make sure that its host is cut off, then use --accept-fenced");
      }
      var grant = new Grant(coordinator, operation, waitedAt);
      // Operations ahead of this one may have changed the registered size, and others the file.
      check(file, files.file(registered.id()));
      if (!file.isStillAt(which.path())) {
        throw new CommandException(
            ExitCode.DATA, which.path() + " is another file than the one that was asked for");
      }
      if (!grant.isGoodForWork()) {
        throw new CommandException(
            ExitCode.GRANT_LOST, "less than half of the grant is left, nothing was changed");
      }
      Optional<LinuxException> unsafe = finish(grant);
      String done = which.path() + ": " + change.done();
      if (unsafe.isPresent()) {
        throw new CommandException(
            ExitCode.IO,
            done + ", and completed, but may not be on disk: " + unsafe.get().getMessage());
      }
      try {
        show(operation.id(), done);
      } catch (UnreachableException | ProblemException e) {
        output.warn(done + ", and completed, but cannot be shown: " + e.getMessage());
      }
      return ExitCode.DONE.number();
    }

    /** Does the real work and completes; answers why that may be lost with the machine, if so. */
    private Optional<LinuxException> finish(Grant grant) {
      if (!shutdownHook.beginWork()) {
        throw new CommandException(ExitCode.INTERRUPTED, "interrupted, nothing was changed");
      }
      Thread keeper = grant.keep();
      try {
        Optional<LinuxException> unsafe = work();
        complete(grant);
        return unsafe;
      } finally {
        keeper.interrupt();
      }
    }

    private Optional<LinuxException> work() {
      try {
        change.carryOut(file);
      } catch (LinuxException e) {
        throw new CommandException(ExitCode.IO, String.valueOf(e.getMessage()));
      }
      try {
        file.sync();
        return Optional.empty();
      } catch (LinuxException e) {
        // The file is another by now all the same.
        return Optional.of(e);
      }
    }

    /** The work is done: from here on only the truth is to be told, as long as the grant lasts. */
    private void complete(Grant grant) {
      id = null;
      unanswered = null;
      for (int attempt = 1; ; attempt++) {
        try {
          grant.complete();
          return;
        } catch (UnreachableException | ProblemException e) {
          if (ProblemException.isFinal(e) || attempt >= ATTEMPTS * ATTEMPTS && isVain(grant)) {
            if (output.isJson() && e instanceof ProblemException problem) {
              output.result("", problem.problem());
            }
            throw new CommandException(ExitCode.GRANT_LOST, undone(e));
          }
          pause();
        }
      }
    }

    private boolean isVain(Grant grant) {
      return grant.isOver() || shutdownHook.isRequested();
    }

    private String undone(RuntimeException why) {
      return which.path()
          + " was "
          + change.done()
          + ", but that could not be completed ("
          + why.getMessage()
          + "): register the truth with a new operation";
    }

    private void show(UUID operationId, String text) {
      output.result(text, coordinator.show("/v1/operations/{id}", operationId));
    }

    private void stopIfInterrupted() {
      if (shutdownHook.isRequested()) {
        throw new CommandException(ExitCode.INTERRUPTED, "interrupted");
      }
    }

    private static void pause() {
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /**
     * Cancels what was asked for, or the grant.
     *
     * @param told whether a document says already how the command ended
     */
    private void giveUp(boolean told) {
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        try {
          UUID operation = find();
          if (operation == null) {
            return;
          }
          OperationInfo cancelled = files.cancel(operation);
          output.say("operation " + operation + " is " + cancelled.state());
          if (output.isJson() && !told) {
            show(operation, "");
          }
          return;
        } catch (UnreachableException | ProblemException e) {
          if (ProblemException.isOver(e)) {
            // It is over already, or was never taken on.
            return;
          }
          String operation = id == null ? "the operation" : "operation " + id;
          output.say(operation + " may still be there: " + e.getMessage());
        }
        if (attempt < ATTEMPTS) {
          pause();
        }
      }
    }

    /** The operation: it may be there although no answer told its id; null where there is none. */
    private @Nullable UUID find() {
      if (id == null && unanswered != null) {
        id = unanswered.get().id();
      }
      return id;
    }
  }

  private static String why(OperationInfo operation) {
    return operation.cancelReason() != null
        ? operation.cancelReason()
        : operation.code() != null ? operation.code() : "";
  }

  /** The label by which the journal knows who asked. */
  static String requester(String command) {
    return command + " on " + Proc.hostName() + ", pid " + ProcessHandle.current().pid();
  }
}
