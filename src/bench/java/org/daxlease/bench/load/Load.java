package org.daxlease.bench.load;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A closed loop over HTTP/1.1: each of its connections sends its next request when the answer to
 * the one before is whole. One thread drives all of them, which costs less than one thread each: it
 * wakes once for all answers that are there.
 */
public final class Load implements Closeable {

  private static final long STALLED_NANOS = Duration.ofSeconds(60).toNanos();

  private final int port;
  private final Selector selector;
  private final List<Connection> connections = new ArrayList<>();
  private final ByteBuffer read = ByteBuffer.allocateDirect(1 << 16);
  private final Work work;
  private final Samples samples = new Samples();
  private long end;
  private long now;
  private int busy;

  private Load(int port, Work work) throws IOException {
    this.port = port;
    this.work = work;
    this.selector = Selector.open();
  }

  /**
   * Runs until the time is over or nothing is left to ask, and until all is answered. The
   * connections are there before the clock runs.
   *
   * @throws IllegalStateException an answer was no success, or none came for a minute
   */
  public static Samples run(int port, int connections, Work work, Duration atMost)
      throws IOException {
    try (var load = new Load(port, work)) {
      for (int i = 0; i < connections; i++) {
        load.connections.add(load.new Connection(i));
      }
      return load.run(atMost);
    }
  }

  private Samples run(Duration atMost) throws IOException {
    long begun = System.nanoTime();
    now = begun;
    end = begun + atMost.toNanos();
    for (Connection connection : connections) {
      connection.next();
    }
    long heard = begun;
    while (busy > 0) {
      if (selector.select(key -> ((Connection) key.attachment()).ready(), 1000) > 0) {
        heard = now;
      } else if (System.nanoTime() - heard > STALLED_NANOS) {
        throw new IllegalStateException(busy + " requests were not answered for a minute");
      }
    }
    samples.lasted(now - begun);
    return samples;
  }

  static SocketChannel connect(int port) throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return channel;
  }

  @Override
  public void close() throws IOException {
    for (Connection connection : connections) {
      connection.channel.close();
    }
    selector.close();
  }

  private final class Connection {
    private final int number;
    private final Answer answer = new Answer();
    private ByteBuffer out = ByteBuffer.allocateDirect(1024);
    private SocketChannel channel;
    private SelectionKey key;
    private long sent;

    Connection(int number) throws IOException {
      this.number = number;
      this.channel = connect(port);
      this.key = register();
    }

    private SelectionKey register() throws IOException {
      channel.configureBlocking(false);
      return channel.register(selector, SelectionKey.OP_READ, this);
    }

    private void next() throws IOException {
      byte[] request = now - end < 0 ? work.next(number) : null;
      if (request == null) {
        return;
      }
      if (out.capacity() < request.length) {
        out = ByteBuffer.allocateDirect(request.length);
      }
      out.clear().put(request).flip();
      answer.reset();
      busy++;
      sent = now;
      write();
    }

    private void write() throws IOException {
      channel.write(out);
      int wanted = SelectionKey.OP_READ | (out.hasRemaining() ? SelectionKey.OP_WRITE : 0);
      if (key.interestOps() != wanted) {
        key.interestOps(wanted);
      }
    }

    private void ready() {
      try {
        if (key.isWritable()) {
          write();
        }
        if (key.isReadable()) {
          read();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void read() throws IOException {
      int count = channel.read(read.clear());
      if (count < 0) {
        throw new IOException("the server closed a connection on which it was asked something");
      }
      if (answer.append(read.flip())) {
        now = System.nanoTime();
        samples.add(now - sent);
        answered();
      }
    }

    private void answered() throws IOException {
      busy--;
      if (!answer.isSuccess()) {
        throw new IllegalStateException(answer.status() + " " + answer.text());
      }
      work.answered(number, answer);
      if (answer.isLast()) {
        reconnect();
      }
      next();
    }

    private void reconnect() throws IOException {
      channel.close();
      channel = connect(port);
      key = register();
    }
  }
}
