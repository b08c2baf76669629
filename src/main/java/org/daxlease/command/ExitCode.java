package org.daxlease.command;

/** How commands end; the numbers are those of {@code sysexits.h} where it has one. */
enum ExitCode {
  DONE(0, "done"),
  FAILED(1, "failed for a reason that is none of the others"),
  USAGE(2, "the arguments make no sense"),
  DATA(65, "the file on disk is not the registered one, and --force was not given"),
  NO_INPUT(66, "no such file or process, or the file cannot be opened"),
  UNAVAILABLE(69, "the service does not answer, or what answers is not the service"),
  IO(74, "the real work failed and the grant was given up, or it may not be on disk"),
  NOT_NOW(
      75,
      "refused or cancelled because somebody is in the way, or the service is busy or limits you;"
          + " try again"),
  GRANT_LOST(76, "the grant expired before the work was begun, or before it was completed"),
  NOT_ALLOWED(77, "the service does not allow it"),
  CONFIGURATION(78, "the token file or the state directory cannot be used"),
  FENCED(80, "granted over a fenced holder (confirmed: false), and --accept-fenced was not given"),
  INTERRUPTED(130, "Ctrl-C: the operation was cancelled; or its work had begun, and was finished"),
  UNREAD(141, "nobody reads the output; what was to be done is done");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  int number() {
    return number;
  }

  String meaning() {
    return meaning;
  }
}
