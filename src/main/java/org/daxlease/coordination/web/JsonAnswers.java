package org.daxlease.coordination.web;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.util.FastByteArrayOutputStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes answers whose length is known before they are sent. Those of unknown length go out in
 * chunks, the last of which, empty, is a packet of its own that every client has to wait for.
 */
class JsonAnswers extends JacksonJsonHttpMessageConverter {

  JsonAnswers(JsonMapper json) {
    super(json);
  }

  @Override
  protected void writeInternal(
      Object answer,
      ResolvableType type,
      HttpOutputMessage message,
      @Nullable Map<String, Object> hints)
      throws IOException {
    var body = new FastByteArrayOutputStream();
    super.writeInternal(answer, type, new Held(message.getHeaders(), body), hints);
    message.getHeaders().setContentLength(body.size());
    body.writeTo(message.getBody());
  }

  private record Held(HttpHeaders getHeaders, OutputStream getBody) implements HttpOutputMessage {}
}
