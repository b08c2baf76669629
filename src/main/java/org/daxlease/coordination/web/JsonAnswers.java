package org.daxlease.coordination.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes answers whose length is known before they are sent, unless they are long. Those of unknown
 * length go out in chunks, the last of which, empty, is a packet of its own that every client has
 * to wait for.
 */
class JsonAnswers extends JacksonJsonHttpMessageConverter {

  /** More than this goes out while it is being written: a dry run may have megabytes to tell. */
  static final int MOST_HELD = 16 * 1024;

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
    var body = new Body(message);
    super.writeInternal(answer, type, new Written(message.getHeaders(), body), hints);
    body.end();
  }

  private record Written(HttpHeaders getHeaders, OutputStream getBody)
      implements HttpOutputMessage {}

  private static final class Body extends OutputStream {

    private final HttpOutputMessage message;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream(1024);
    private @Nullable OutputStream sent;

    Body(HttpOutputMessage message) {
      this.message = message;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one});
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (sent == null && held.size() + length > MOST_HELD) {
        sent = message.getBody();
        held.writeTo(sent);
      }
      (sent == null ? held : sent).write(bytes, offset, length);
    }

    void end() throws IOException {
      if (sent == null) {
        message.getHeaders().setContentLength(held.size());
        held.writeTo(message.getBody());
      }
    }
  }
}
