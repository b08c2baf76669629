package org.daxlease.webhook;

import java.util.List;
import java.util.UUID;
import org.daxlease.coordination.Caller;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.JournalFilter;
import org.jspecify.annotations.Nullable;

/**
 * Which entries a webhook wants; null means any. What is set must all hold.
 *
 * @param types beginnings of types without {@code org.daxlease.}, of which one must fit; empty for
 *     any
 */
public record WebhookFilter(
    List<String> types,
    @Nullable UUID processId,
    @Nullable String host,
    @Nullable String filesystem,
    @Nullable UUID fileId) {

  private static final String SIGNALS = "signal.";
  private static final String WEBHOOKS = "webhook";

  /** What happens to webhooks. */
  static final JournalFilter ABOUT_WEBHOOKS =
      new JournalFilter(null, null, null, null, WEBHOOKS + ".");

  public WebhookFilter {
    types = List.copyOf(types);
  }

  boolean matches(CommittedEntry recorded) {
    String type = recorded.entry().type();
    return narrowed(null, null).matches(recorded)
        && (types.isEmpty() ? !aboutWebhooks(type) : types.stream().anyMatch(t -> fits(t, type)));
  }

  /**
   * News of webhooks only go to those who ask for them by name: otherwise two receivers that fail
   * would tell of each other for ever.
   */
  private static boolean fits(String wanted, String type) {
    return type.startsWith(wanted) && (!aboutWebhooks(type) || wanted.startsWith(WEBHOOKS));
  }

  static boolean aboutWebhooks(String type) {
    return type.startsWith(WEBHOOKS + ".");
  }

  static boolean isSignal(String type) {
    return type.startsWith(SIGNALS);
  }

  /** Whether it hears of signals in the place of holders, if this is who made it. */
  boolean hearsForHolders(Caller maker) {
    return types.isEmpty()
        ? maker.standsForHolders(of(null))
        : types.stream().map(this::of).anyMatch(maker::standsForHolders);
  }

  private JournalFilter of(@Nullable String type) {
    return new JournalFilter(processId, host, fileId, filesystem, type);
  }

  /** What the database can leave out, within one file or process where that is known. */
  JournalFilter narrowed(@Nullable UUID file, @Nullable UUID process) {
    return new JournalFilter(
        processId != null ? processId : process,
        host,
        fileId != null ? fileId : file,
        filesystem,
        null);
  }

  /** The same, of signals only. */
  JournalFilter signals() {
    return of(SIGNALS);
  }
}
