package org.daxlease.stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An asynchronous servlet response with non-blocking writes (Jakarta Servlet 6, 2.3.3.3 and 5.7): a
 * client that reads nothing costs no thread, and its stream can be ended at any time.
 */
final class ServletOutlet implements Outlet {

  private final AsyncContext context;
  private final ServletOutputStream out;

  /**
   * The container reuses request and response once its callbacks about the end have returned; they
   * wait here for a write in progress, and no write begins after them.
   */
  private final ReentrantLock lock = new ReentrantLock();

  private boolean ended;

  ServletOutlet(AsyncContext context) throws IOException {
    this.context = context;
    this.out = context.getResponse().getOutputStream();
    context.setTimeout(0); // never: a stream lasts as long as both sides want it
  }

  /** Begins: the client is woken once the container takes the first write. */
  void open(Client client) {
    Callbacks callbacks = new Callbacks(client);
    context.addListener(callbacks);
    out.setWriteListener(callbacks);
  }

  @Override
  public boolean ready() {
    lock.lock();
    try {
      return !ended && out.isReady();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    lock.lock();
    try {
      if (!ended) {
        out.write(bytes);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void flush() throws IOException {
    lock.lock();
    try {
      if (!ended) {
        out.flush();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (!ended) {
        ended = true;
        context.complete();
      }
    } catch (IllegalStateException e) {
      // The container was first: the connection failed at the same moment.
    } finally {
      lock.unlock();
    }
  }

  /** What the container says. */
  private final class Callbacks implements WriteListener, AsyncListener {

    private final Client client;

    Callbacks(Client client) {
      this.client = client;
    }

    @Override
    public void onWritePossible() {
      client.wake();
    }

    @Override
    public void onError(Throwable failure) {
      close();
      client.gone();
    }

    @Override
    public void onError(AsyncEvent event) {
      close();
      client.gone();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      close();
      client.gone();
    }

    @Override
    public void onComplete(AsyncEvent event) {
      lock.lock();
      ended = true;
      lock.unlock();
      client.gone();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      // Nobody starts it again.
    }
  }
}
