package org.daxlease.coordination.web;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.daxlease.coordination.Outcome;
import org.daxlease.coordination.web.json.InvalidFieldsException;
import org.daxlease.protocol.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/** What controllers share: things by id, states in queries. */
final class ControllerResponses {

  private static final String ALL = "ALL";

  private ControllerResponses() {}

  /** 200 with the thing, or 404. */
  static <T> ResponseEntity<?> found(ApiCall call, Optional<T> thing, String what, UUID id) {
    return call.ok(outcome(thing, what, id));
  }

  static <T> Outcome<T> outcome(Optional<T> thing, String what, UUID id) {
    return Outcome.of(thing, () -> new Refusal.NotFound("id", what, id.toString()));
  }

  /** The states that a list is asked for: a name, ALL, or what is live by default. */
  static <S extends Enum<S>> Set<S> states(Class<S> type, @Nullable String asked, Set<S> live) {
    if (asked == null) {
      return live;
    }
    Set<S> all = EnumSet.allOf(type);
    if (asked.equals(ALL)) {
      return all;
    }
    for (S state : all) {
      if (state.name().equals(asked)) {
        return Set.of(state);
      }
    }
    throw new InvalidFieldsException("state", "must be ALL or one of " + all);
  }
}
