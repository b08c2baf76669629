package org.daxlease.webhook.web;

import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.daxlease.coordination.web.json.FieldError;
import org.daxlease.coordination.web.json.InvalidFieldsException;
import org.daxlease.journal.Event;
import org.daxlease.journal.NamePattern;
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

  NewWebhook checked(ReceiverUrl receivers) {
    List<FieldError> errors = new ArrayList<>();
    receivers.objection(url).ifPresent(o -> errors.add(new FieldError("url", o)));
    List<String> wanted = Objects.requireNonNullElse(types, List.of());
    for (int i = 0; i < wanted.size(); i++) {
      check("types[" + i + "]", wanted.get(i), NamePattern.TYPE, errors);
    }
    check("host", host, NamePattern.HOST, errors);
    check("filesystem", filesystem, NamePattern.FILESYSTEM, errors);
    if (!errors.isEmpty()) {
      throw new InvalidFieldsException(errors);
    }
    var filter = new WebhookFilter(prefixes(wanted), processId, host, filesystem, fileId);
    return new NewWebhook(url, filter, secret);
  }

  private static void check(
      String field, @Nullable String value, NamePattern term, List<FieldError> errors) {
    if (value != null && !term.fits(value)) {
      errors.add(new FieldError(field, term.objection()));
    }
  }

  /** Nothing at all if one of them fits every type. */
  private static List<String> prefixes(List<String> types) {
    List<String> prefixes = types.stream().map(Event::prefix).distinct().toList();
    return prefixes.contains("") ? List.of() : prefixes;
  }
}
