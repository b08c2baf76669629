package org.daxlease.history;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * What the service answered, whatever it was.
 *
 * @param request method and path, with the body
 */
public record Reply(String request, int status, String text) {

  public JsonNode body() {
    return text.isBlank() ? MissingNode.getInstance() : JsonMapper.shared().readTree(text);
  }

  /** The errno name of a problem; empty for what is none. */
  public String code() {
    return status < 400 ? "" : body().path("code").asString("");
  }

  public boolean isDone() {
    return status < 300;
  }

  /** A text field of the answer; empty where there is none. */
  public String text(String field) {
    return body().path(field).asString("");
  }

  public String id() {
    return text("id");
  }

  /** Fails unless the command was carried out. */
  public Reply done() {
    if (!isDone()) {
      throw new AssertionError(this);
    }
    return this;
  }

  @Override
  public String toString() {
    return request + " -> " + status + " " + text;
  }
}
