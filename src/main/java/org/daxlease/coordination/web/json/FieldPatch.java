package org.daxlease.coordination.web.json;

import org.jspecify.annotations.Nullable;

/**
 * What a merge patch says about one field (RFC 7396): nothing, to remove it, or a new value. A
 * record component of this type tells an absent field from one that is null.
 *
 * @param <T> the field's type
 */
public sealed interface FieldPatch<T> {

  /** The field is absent: it stays as it is. */
  record Keep<T>() implements FieldPatch<T> {}

  /** The field is null: it goes. */
  record Remove<T>() implements FieldPatch<T> {}

  /** The field has a value: that is the new one. */
  record Put<T>(T value) implements FieldPatch<T> {}

  /** The field as it is after this change. */
  default @Nullable T appliedTo(@Nullable T current) {
    return switch (this) {
      case Keep<T>() -> current;
      case Remove<T>() -> null;
      case Put<T>(T value) -> value;
    };
  }
}
