package org.daxlease.coordination;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import com.fasterxml.uuid.UUIDClock;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** UUIDv7 (RFC 9562): ids that sort by the time of their making, so that lists page by id. */
@Component
public class UuidV7Generator implements Supplier<UUID> {

  private final NoArgGenerator generator;

  /** By the clock of this JVM: ids sort, but nothing is decided by the time in them. */
  UuidV7Generator(InstantSource clock) {
    this.generator =
        Generators.timeBasedEpochGenerator(
            new SecureRandom(),
            new UUIDClock() {
              @Override
              public long currentTimeMillis() {
                return clock.millis();
              }
            });
  }

  @Override
  public UUID get() {
    return generator.generate();
  }
}
