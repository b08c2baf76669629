package org.daxlease.agent;

import java.util.concurrent.atomic.AtomicReference;
import org.daxlease.client.EventStream;
import org.daxlease.client.ProblemException;
import org.daxlease.client.UnreachableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Somebody who follows a stream, and opens it again whenever it ends. */
interface Follower {

  EventStream open();

  /** The stream is open: from here on nothing is missed. */
  void begin();

  void take(EventStream.Block block);

  /**
   * Follows until the agent's end.
   *
   * @param current the open stream, for who ends the agent to close
   */
  default void follow(Life life, AtomicReference<@Nullable EventStream> current) {
    Logger log = LoggerFactory.getLogger(getClass());
    int failures = 0;
    while (!life.isOver()) {
      try (EventStream stream = open()) {
        current.set(stream);
        if (life.isOver()) {
          // Whoever ended it before did not see the stream, and waits for this thread.
          return;
        }
        begin();
        EventStream.Block block = stream.next();
        while (block != null && !life.isOver()) {
          take(block);
          // Not before: what fails again and again is tried less often.
          if (failures > 0) {
            log.info("The service is back");
            failures = 0;
          }
          block = stream.next();
        }
      } catch (UnreachableException | ProblemException e) {
        if (!life.isOver() && failures == 0) {
          log.warn("The service is away: {}", e.getMessage());
        }
      } catch (RuntimeException e) {
        log.error("Begins again, from where it was", e);
      }
      life.rest(Life.pause(failures++));
    }
  }
}
