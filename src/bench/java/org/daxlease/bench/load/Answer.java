package org.daxlease.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** One HTTP/1.1 answer as it comes in; knows when it is whole. Reused for the next one. */
public final class Answer {

  private static final byte[] ID = "\"id\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final int UUID_LENGTH = 36;

  private byte[] bytes = new byte[4096];
  private int length;

  /** Where the body begins; 0 while the head is not whole. */
  private int body;

  private int status;
  private int contentLength;
  private boolean chunked;
  private boolean closing;

  /** Where the next chunk's size stands. */
  private int chunk;

  void reset() {
    length = 0;
    body = 0;
    contentLength = 0;
    chunked = false;
    closing = false;
  }

  /** Takes what was read; true once the answer is whole. */
  boolean append(ByteBuffer read) {
    int more = read.remaining();
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
    read.get(bytes, length, more);
    length += more;
    return isWhole();
  }

  private boolean isWhole() {
    if (body == 0 && !readHead()) {
      return false;
    }
    return chunked ? chunksAreWhole() : length - body >= contentLength;
  }

  private boolean readHead() {
    int line = 0;
    for (int end = lineEnd(line); end >= 0; end = lineEnd(line)) {
      if (end == line) {
        body = end + 2;
        chunk = body;
        return true;
      }
      if (line == 0) {
        status = (bytes[9] - '0') * 100 + (bytes[10] - '0') * 10 + bytes[11] - '0';
      } else {
        readHeader(line, end);
      }
      line = end + 2;
    }
    return false;
  }

  /** Only those that say where the body ends begin with these letters, and few others do. */
  private void readHeader(int from, int end) {
    int first = bytes[from] | 0x20;
    if (first != 'c' && first != 't') {
      return;
    }
    String header =
        new String(bytes, from, end - from, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
    if (header.startsWith("content-length:")) {
      contentLength = Integer.parseInt(header.substring(15).strip());
    } else if (header.startsWith("transfer-encoding:")) {
      chunked = header.endsWith("chunked");
    } else if (header.startsWith("connection:")) {
      closing = header.endsWith("close");
    }
  }

  private boolean chunksAreWhole() {
    for (int end = lineEnd(chunk); end >= 0; end = lineEnd(chunk)) {
      int size = chunkSize(chunk, end);
      int next = end + 2 + size + 2;
      if (next > length) {
        return false;
      }
      if (size == 0) {
        return true;
      }
      chunk = next;
    }
    return false;
  }

  private int chunkSize(int from, int end) {
    int size = 0;
    for (int i = from; i < end && bytes[i] != ';'; i++) {
      size = size * 16 + Character.digit(bytes[i], 16);
    }
    return size;
  }

  /** Where the line that begins there ends; -1 if its end has not come yet. */
  private int lineEnd(int from) {
    for (int i = from; i + 1 < length; i++) {
      if (bytes[i] == '\r' && bytes[i + 1] == '\n') {
        return i;
      }
    }
    return -1;
  }

  public int status() {
    return status;
  }

  public boolean isSuccess() {
    return status / 100 == 2;
  }

  /** Whether the server closes the connection behind it. */
  boolean isLast() {
    return closing;
  }

  /** The first {@code "id"} of the body. */
  public String id() {
    for (int i = body; i + ID.length + UUID_LENGTH <= length; i++) {
      if (Arrays.equals(bytes, i, i + ID.length, ID, 0, ID.length)) {
        return new String(bytes, i + ID.length, UUID_LENGTH, StandardCharsets.US_ASCII);
      }
    }
    throw new IllegalStateException("no id in " + text());
  }

  /** The body. */
  public String text() {
    if (!chunked) {
      return new String(bytes, body, length - body, StandardCharsets.UTF_8);
    }
    var whole = new StringBuilder();
    int from = body;
    for (int end = lineEnd(from); end >= 0; end = lineEnd(from)) {
      int size = Math.min(chunkSize(from, end), length - end - 2);
      whole.append(new String(bytes, end + 2, size, StandardCharsets.UTF_8));
      from = end + 2 + size + 2;
    }
    return whole.toString();
  }
}
