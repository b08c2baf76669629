package org.daxlease.bench.load;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;

/** Requests one after the other on one connection, made anew where the server has closed it. */
public final class Calls implements Closeable {

  /** Servers keep an idle connection at least this long. */
  private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();

  private static final int PATIENCE_MILLIS = 120_000;

  private static final Duration UNLIMITED = Duration.ofHours(1);

  private final int port;
  private final Answer answer = new Answer();
  private final byte[] read = new byte[1 << 16];
  private SocketChannel channel;
  private long used;

  public Calls(int port) throws IOException {
    this.port = port;
    this.channel = connect(port);
    this.used = System.nanoTime();
  }

  private static SocketChannel connect(int port) throws IOException {
    SocketChannel channel = Load.connect(port);
    channel.socket().setSoTimeout(PATIENCE_MILLIS);
    return channel;
  }

  public String post(String path, String json) throws IOException {
    return success(Request.post(path, json)).text();
  }

  public String put(String path, String json) throws IOException {
    return success(Request.put(path, json)).text();
  }

  public String get(String path) throws IOException {
    return success(Request.get(path)).text();
  }

  public void delete(String path) throws IOException {
    success(Request.delete(path));
  }

  /** Creates something; returns its id. */
  public String create(String path, String json) throws IOException {
    return success(Request.post(path, json)).id();
  }

  /** Creates one thing for each body, over several connections; returns the ids in that order. */
  public List<String> createAll(String path, List<String> bodies) throws IOException {
    var all = new Errands(bodies.stream().map(body -> Request.post(path, body)).toList());
    Load.run(port, 16, all, UNLIMITED);
    return all.ids();
  }

  /** Asks and waits for the answer, whatever it is; the same object each time. */
  public Answer ask(byte[] request) throws IOException {
    send(request);
    return receive();
  }

  /** Asks without waiting for the answer. */
  public void send(byte[] request) throws IOException {
    if (answer.isLast() || System.nanoTime() - used > FRESH_NANOS) {
      channel.close();
      channel = connect(port);
    }
    ByteBuffer out = ByteBuffer.wrap(request);
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  /** The answer to what was sent. */
  public Answer receive() throws IOException {
    answer.reset();
    // Unlike its channel, a socket heeds the time-out.
    InputStream in = channel.socket().getInputStream();
    int count;
    do {
      count = in.read(read);
      if (count < 0) {
        throw new IOException("the server closed the connection instead of answering");
      }
    } while (!answer.append(ByteBuffer.wrap(read, 0, count)));
    used = System.nanoTime();
    return answer;
  }

  private Answer success(byte[] request) throws IOException {
    Answer received = ask(request);
    if (!received.isSuccess()) {
      throw new IOException(received.status() + " " + received.text());
    }
    return received;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
