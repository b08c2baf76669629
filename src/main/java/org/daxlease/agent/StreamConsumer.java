package org.daxlease.agent;

import java.util.concurrent.atomic.AtomicReference;
import org.daxlease.client.EventStream;
import org.daxlease.client.ProblemException;
import org.daxlease.client.UnreachableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Somebody who follows a stream, and opens it again whenever it ends. */
interface StreamConsumer {

  EventStream open();

  /** The stream is open: from here on nothing is missed. */
  void begin();

  void take(EventStream.Block block);

  /**
   * Follows until the agent's end.
   *
   * @param current the open stream, for who ends the agent to close
   * @param heard is told of whatever comes, once it has been dealt with
   */
  default void follow(
      AgentLifecycle lifecycle, AtomicReference<@Nullable EventStream> current, Runnable heard) {
    Logger log = LoggerFactory.getLogger(getClass());
    int failures = 0;
    boolean missed = false;
    while (!lifecycle.isOver()) {
      try (EventStream stream = open()) {
        current.set(stream);
        if (lifecycle.isOver()) {
          // Whoever ended it before did not see the stream, and waits for this thread.
          return;
        }
        begin();
        // The position it begins at comes at once: whoever cannot deal with it has heard nothing.
        EventStream.Block block = stream.next();
        while (block != null && !lifecycle.isOver()) {
          take(block);
          heard.run();
          // Not before: what fails again and again is tried less often.
          failures = 0;
          if (missed) {
            log.info("The service is back");
            missed = false;
          }
          block = stream.next();
        }
      } catch (UnreachableException | ProblemException e) {
        if (!lifecycle.isOver() && !missed) {
          String what = e instanceof UnreachableException ? "is away" : "refuses";
          log.warn("The service {}: {}", what, e.getMessage());
          missed = true;
        }
      } catch (RuntimeException e) {
        log.error("Begins again, from where it was", e);
      }
      lifecycle.rest(AgentLifecycle.pause(failures++));
    }
  }
}
