package org.daxlease.command;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How an operation is asked for, and on what terms it is carried out. */
final class ChangeOptions {

  /** At most one of them. */
  static final class OnConflict {
    @Option(
        names = "--no-wait",
        description = "start the break, but do not wait for it (NOWAIT, exit code 75)")
    private boolean noWait;

    @Option(
        names = "--fail",
        description = "disturb nobody: end at once if somebody is in the way (FAIL, exit code 75)")
    private boolean fail;
  }

  @ArgGroup private OnConflict onConflict = new OnConflict();

  @Option(names = "--dry-run", description = "only say what would happen")
  private boolean dryRun;

  @Option(
      names = "--break-time",
      paramLabel = "TIME",
      converter = TypeConverters.Time.class,
      description = "time that holders have at each stage, such as 2m")
  private @Nullable Duration breakTime;

  @Option(
      names = "--max-wait",
      paramLabel = "TIME",
      converter = TypeConverters.Time.class,
      description = "give up after this time (exit code 75)")
  private @Nullable Duration maxWait;

  @Option(names = "--reason", paramLabel = "TEXT", description = "for the journal")
  private @Nullable String reason;

  @Option(
      names = "--accept-fenced",
      description = "go on although a holder was only presumed dead (confirmed: false)")
  private boolean acceptFenced;

  @Option(
      names = "--force",
      description = "go on although the size on disk is not the registered one")
  private boolean force;

  String onConflict() {
    return onConflict.noWait ? "NOWAIT" : onConflict.fail ? "FAIL" : "WAIT";
  }

  boolean dryRun() {
    return dryRun;
  }

  @Nullable Duration breakTime() {
    return breakTime;
  }

  @Nullable Duration maxWait() {
    return maxWait;
  }

  @Nullable String reason() {
    return reason;
  }

  boolean acceptFenced() {
    return acceptFenced;
  }

  boolean force() {
    return force;
  }
}
