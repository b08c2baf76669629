package org.daxlease.client;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import tools.jackson.databind.json.JsonMapper;

/** Reads answers; one that makes no sense is not the service's. */
final class AnswerReader extends JacksonJsonHttpMessageConverter {

  static final String NO_ANSWER = "its JSON is no answer of the service";

  private final URI server;

  AnswerReader(URI server) {
    super(JsonMapper.shared());
    this.server = server;
  }

  @Override
  public Object read(
      ResolvableType type, HttpInputMessage message, @Nullable Map<String, Object> hints)
      throws IOException {
    try {
      return super.read(type, message, hints);
    } catch (HttpMessageNotReadableException e) {
      throw new UnreachableException(server, new IOException(NO_ANSWER, e));
    }
  }
}
