package org.daxlease.stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/**
 * An asynchronous servlet response with non-blocking writes (Jakarta Servlet 6, 2.3.3.3 and 5.7): a
 * client that reads nothing costs no thread, and its stream can be ended at any time.
 */
final class ServletStreamOutput implements StreamOutput {

  private final AsyncContext context;
  private final ServletOutputStream out;

  /**
   * The container reuses request and response once its callbacks about the end have returned, which
   * wait for a write in progress; no write begins after them.
   */
  private boolean ended;

  ServletStreamOutput(AsyncContext context) throws IOException {
    this.context = context;
    this.out = context.getResponse().getOutputStream();
    context.setTimeout(0); // never: a stream lasts as long as both sides want it
  }

  /** Begins: the client is woken once the container takes the first write. */
  void open(StreamConnection connection) {
    Callbacks callbacks = new Callbacks(connection);
    context.addListener(callbacks);
    out.setWriteListener(callbacks);
  }

  @Override
  public synchronized boolean ready() {
    return !ended && out.isReady();
  }

  @Override
  public synchronized void write(byte[] bytes) throws IOException {
    if (!ended) {
      out.write(bytes);
    }
  }

  @Override
  public synchronized void flush() throws IOException {
    if (!ended) {
      out.flush();
    }
  }

  @Override
  public synchronized void close() {
    if (ended) {
      return;
    }
    ended = true;
    try {
      context.complete();
    } catch (IllegalStateException e) {
      // The container was first: the connection failed at the same moment.
    }
  }

  /** What the container says. */
  private final class Callbacks implements WriteListener, AsyncListener {

    private final StreamConnection connection;

    Callbacks(StreamConnection connection) {
      this.connection = connection;
    }

    @Override
    public void onWritePossible() {
      connection.wake();
    }

    @Override
    public void onError(Throwable failure) {
      close();
      connection.gone();
    }

    @Override
    public void onError(AsyncEvent event) {
      close();
      connection.gone();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      close();
      connection.gone();
    }

    @Override
    public void onComplete(AsyncEvent event) {
      synchronized (ServletStreamOutput.this) {
        ended = true;
      }
      connection.gone();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      // Nobody starts it again.
    }
  }
}
