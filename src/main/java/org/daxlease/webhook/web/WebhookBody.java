package org.daxlease.webhook.web;

import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.daxlease.coordination.web.json.FieldError;
import org.daxlease.coordination.web.json.InvalidFieldsException;
import org.daxlease.journal.Event;
import org.daxlease.webhook.NewWebhook;
import org.daxlease.webhook.WebhookFilter;
import org.daxlease.webhook.http.ReceiverUrl;
import org.jspecify.annotations.Nullable;

/** The body of a request for a webhook. */
record WebhookBody(
    String url,
    @Nullable @Size(max = 32) List<String> types,
    @Nullable UUID processId,
    @Nullable String host,
    @Nullable String filesystem,
    @Nullable UUID fileId,
    @Nullable @Size(max = 256) String secret) {

  private static final Pattern TYPE = Pattern.compile("[a-z0-9._-]{1,80}");
  private static final Pattern HOST = Pattern.compile("[^\\p{Cntrl}\\s]{1,253}");
  private static final Pattern FILESYSTEM = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  NewWebhook checked(ReceiverUrl receivers) {
    List<FieldError> errors = new ArrayList<>();
    receivers.objection(url).ifPresent(o -> errors.add(new FieldError("url", o)));
    List<String> wanted = Objects.requireNonNullElse(types, List.of());
    for (int i = 0; i < wanted.size(); i++) {
      check(
          "types[" + i + "]",
          wanted.get(i),
          TYPE,
          "must be the beginning of an event type",
          errors);
    }
    check("host", host, HOST, "must be 1 to 253 characters without blanks", errors);
    check(
        "filesystem",
        filesystem,
        FILESYSTEM,
        "must be 1 to 64 letters, digits, dots, dashes, underscores",
        errors);
    if (!errors.isEmpty()) {
      throw new InvalidFieldsException(errors);
    }
    var filter = new WebhookFilter(prefixes(wanted), processId, host, filesystem, fileId);
    return new NewWebhook(url, filter, secret);
  }

  private static void check(
      String field,
      @Nullable String value,
      Pattern pattern,
      String message,
      List<FieldError> errors) {
    if (value != null && !pattern.matcher(value).matches()) {
      errors.add(new FieldError(field, message));
    }
  }

  /** Without what every type begins with; nothing at all if one of them fits every type. */
  private static List<String> prefixes(List<String> types) {
    if (types.stream().anyMatch(t -> t.startsWith("org") && Event.TYPE_PREFIX.startsWith(t))) {
      return List.of();
    }
    return types.stream()
        .map(t -> t.startsWith(Event.TYPE_PREFIX) ? t.substring(Event.TYPE_PREFIX.length()) : t)
        .distinct()
        .toList();
  }
}
