package org.daxlease.coordination.web;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import tools.jackson.databind.json.JsonMapper;

/** Writes those answers as a {@link ContentLengthOutputStream} that are left to Spring MVC. */
class ContentLengthJsonConverter extends JacksonJsonHttpMessageConverter {

  ContentLengthJsonConverter(JsonMapper json) {
    super(json);
  }

  @Override
  protected void writeInternal(
      Object answer,
      ResolvableType type,
      HttpOutputMessage message,
      @Nullable Map<String, Object> hints)
      throws IOException {
    ContentLengthOutputStream body =
        new ContentLengthOutputStream() {
          @Override
          void hasLength(int bytes) {
            message.getHeaders().setContentLength(bytes);
          }

          @Override
          OutputStream opened() throws IOException {
            return message.getBody();
          }
        };
    super.writeInternal(answer, type, new Written(message.getHeaders(), body), hints);
    body.end();
  }

  private record Written(HttpHeaders getHeaders, OutputStream getBody)
      implements HttpOutputMessage {}
}
