package org.daxlease.coordination;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Durations are columns of whole milliseconds. */
@Converter(autoApply = true)
class DurationMillisConverter implements AttributeConverter<Duration, Long> {

  @Override
  public @Nullable Long convertToDatabaseColumn(@Nullable Duration duration) {
    return duration == null ? null : duration.toMillis();
  }

  @Override
  public @Nullable Duration convertToEntityAttribute(@Nullable Long millis) {
    return millis == null ? null : Duration.ofMillis(millis);
  }
}
