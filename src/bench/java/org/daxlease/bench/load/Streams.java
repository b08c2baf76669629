package org.daxlease.bench.load;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Many open streams, each on a connection of its own, and one thread that notes when something that
 * is waited for arrives on each.
 */
public final class Streams implements Closeable {

  private static final int SECONDS_TO_OPEN = 30;

  private final Marker marker;
  private final Selector selector;
  private final List<Stream> streams = new ArrayList<>();
  private final Thread reader;
  private volatile Round round = new Round(0);

  private Streams(String marker) throws IOException {
    this.marker = new Marker(marker);
    this.selector = Selector.open();
    this.reader = Thread.ofPlatform().daemon().name("streams").unstarted(this::read);
  }

  /** Who has been told what is waited for, and when. */
  private static final class Round {
    final long[] arrivals;
    final CountDownLatch missing;

    Round(int streams) {
      this.arrivals = new long[streams];
      this.missing = new CountDownLatch(streams);
    }
  }

  /**
   * Opens one stream for each request, one after the other, each until its first bytes are there.
   *
   * @param marker what is waited for on each
   */
  public static Streams open(int port, List<byte[]> requests, String marker) throws IOException {
    var streams = new Streams(marker);
    try {
      for (byte[] request : requests) {
        streams.streams.add(streams.new Stream(port, request));
      }
      for (Stream stream : streams.streams) {
        stream.register();
      }
    } catch (IOException | RuntimeException e) {
      streams.close();
      throw e;
    }
    streams.reader.start();
    return streams;
  }

  /** Forgets what arrived: from here on each stream is waited for once more. */
  public void expect() {
    round = new Round(streams.size());
  }

  /**
   * Waits until the marker has arrived on every stream.
   *
   * @return the {@link System#nanoTime} of each arrival
   */
  public long[] await(Duration atMost) throws InterruptedException {
    Round expected = round;
    if (!expected.missing.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new IllegalStateException(
          "%d of %d streams were told nothing within %s"
              .formatted(expected.missing.getCount(), streams.size(), atMost));
    }
    return expected.arrivals;
  }

  private void read() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
    try {
      while (selector.isOpen()) {
        selector.select(key -> ((Stream) key.attachment()).read(buffer));
      }
    } catch (IOException | UncheckedIOException e) {
      System.err.println("A stream broke: " + e);
    }
  }

  @Override
  public void close() throws IOException {
    selector.close();
    for (Stream stream : streams) {
      stream.channel.close();
    }
  }

  private final class Stream {
    private final int number = streams.size();
    private final SocketChannel channel;
    private int matched;

    Stream(int port, byte[] request) throws IOException {
      this.channel = Load.connect(port);
      channel.socket().setSoTimeout(SECONDS_TO_OPEN * 1000);
      channel.write(ByteBuffer.wrap(request));
      // Through its socket a channel heeds the time-out.
      byte[] status = channel.socket().getInputStream().readNBytes("HTTP/1.1 200".length());
      if (status.length < 12 || status[9] != '2') {
        throw new IOException("no stream but " + new String(status, StandardCharsets.US_ASCII));
      }
    }

    void register() throws IOException {
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, this);
    }

    void read(ByteBuffer buffer) {
      try {
        int count = channel.read(buffer.clear());
        if (count < 0) {
          throw new IOException("stream %d ended".formatted(number));
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
          matched = marker.find(buffer, matched);
          if (marker.isWhole(matched)) {
            arrived();
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void arrived() {
      Round expected = round;
      if (number < expected.arrivals.length && expected.arrivals[number] == 0) {
        expected.arrivals[number] = System.nanoTime();
        expected.missing.countDown();
      }
    }
  }
}
