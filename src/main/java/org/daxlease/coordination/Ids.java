package org.daxlease.coordination;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** UUIDv7 (RFC 9562): ids that sort by the time of their making, so that lists page by id. */
@Component
class Ids implements Supplier<UUID> {

  private final NoArgGenerator generator = Generators.timeBasedEpochGenerator();

  @Override
  public UUID get() {
    return generator.generate();
  }
}
