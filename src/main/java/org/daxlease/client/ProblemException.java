package org.daxlease.client;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** The service refused, and said why in a problem document (RFC 9457). */
public final class ProblemException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private static final int SERVER_ERROR = 500;
  private static final int TOO_MANY = 429;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final String STILL_RUNNING = "EALREADY";
  private static final JsonMapper JSON = JsonMapper.shared();

  private final int status;
  private final String document;

  ProblemException(int status, String document) {
    super(message(status, parse(document)));
    this.status = status;
    this.document = document;
  }

  private static String message(int status, JsonNode problem) {
    StringBuilder message =
        new StringBuilder(
            problem.path("code").asString("HTTP " + status + ", no answer of the service"));
    String detail = problem.path("detail").asString("");
    if (!detail.isEmpty()) {
      message.append(": ").append(detail);
    }
    for (JsonNode error : problem.path("errors")) {
      String what = error.path("field").asString("") + ' ' + error.path("message").asString("");
      if (!detail.contains(what)) {
        message.append(' ').append(what).append('.');
      }
    }
    return message.toString();
  }

  private static JsonNode parse(String document) {
    try {
      return JSON.readTree(document);
    } catch (RuntimeException e) {
      return MissingNode.getInstance();
    }
  }

  public int status() {
    return status;
  }

  /** The errno name; null where what answered was not the service. */
  public @Nullable String code() {
    String code = problem().path("code").asString("");
    return code.isEmpty() ? null : code;
  }

  public JsonNode problem() {
    return parse(document);
  }

  /**
   * Whether whoever asks is known, but may not. That says nothing of what was asked about, which
   * may well be there.
   */
  public boolean isDenied() {
    return status == FORBIDDEN;
  }

  /**
   * Whether a failed request is refused for good, and for what has become of what it is about, not
   * for who asked.
   */
  public static boolean isOver(RuntimeException failure) {
    return failure instanceof ProblemException refused
        && !refused.isPassing()
        && !refused.isDenied();
  }

  /** Whether a failed request is refused for good, so that it is of no use to ask again. */
  public static boolean isFinal(RuntimeException failure) {
    return failure instanceof ProblemException refused && !refused.isPassing();
  }

  /**
   * Whether the same request may succeed later: the service or the database is in trouble, tokens
   * are being replaced, the first request of its key still runs, or what answered was not the
   * service but something in front of it.
   */
  public boolean isPassing() {
    String code = code();
    return status >= SERVER_ERROR
        || status == TOO_MANY
        || status == UNAUTHORIZED
        || code == null
        || code.equals(STILL_RUNNING);
  }
}
