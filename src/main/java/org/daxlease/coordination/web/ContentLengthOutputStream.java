package org.daxlease.coordination.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, which is held until it is known how long it is, unless it is long. What is
 * of unknown length goes out in chunks, the last of which, empty, is a packet of its own that every
 * client has to wait for.
 */
abstract class ContentLengthOutputStream extends OutputStream {

  /** More than this goes out while it is being written: a dry run may have megabytes to tell. */
  static final int MOST_HELD = 16 * 1024;

  private final ByteArrayOutputStream held = new ByteArrayOutputStream(1024);
  private @Nullable OutputStream sent;

  /** Told before {@link #opened} if everything was held. */
  abstract void hasLength(int bytes);

  /** Where it goes. */
  abstract OutputStream opened() throws IOException;

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one});
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (sent == null && held.size() + length > MOST_HELD) {
      sent = opened();
      held.writeTo(sent);
    }
    (sent == null ? held : sent).write(bytes, offset, length);
  }

  /** Nothing more is written. */
  void end() throws IOException {
    if (sent == null) {
      hasLength(held.size());
      held.writeTo(opened());
    }
  }
}
