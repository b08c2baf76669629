package org.daxlease.coordination.web;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.daxlease.coordination.KeysetWindow;
import org.daxlease.coordination.web.json.EventIds;
import org.daxlease.coordination.web.json.InvalidFieldsException;
import org.daxlease.coordination.web.json.InvalidTextException;
import org.daxlease.coordination.web.json.StrictText;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is asked for: {@code ?limit=&cursor=}, as a parameter of a controller
 * method.
 *
 * @param limit at most this many items, 1 to 1000
 * @param path the list's path, to which the cursors belong
 * @param after the key of the last item that the client has; null from the beginning
 */
public record PageQuery(int limit, String path, @Nullable String after) {

  /** How many items come where the request does not say. */
  public static final int DEFAULT_LIMIT = 100;

  private static final int MOST_ITEMS = 1000;
  private static final int DIGITS_OF_MOST = String.valueOf(MOST_ITEMS).length();
  private static final Pattern POSITIVE = Pattern.compile("[1-9][0-9]*");

  /** Reads {@code ?limit=}: however large, more than the most is the most. */
  public static int limit(String text) {
    if (!POSITIVE.matcher(text).matches()) {
      throw new InvalidTextException(
          "must be an integer above 0; at most %d come at a time".formatted(MOST_ITEMS));
    }
    return text.length() > DIGITS_OF_MOST
        ? MOST_ITEMS
        : Math.min(Integer.parseInt(text), MOST_ITEMS);
  }

  /** How many rows to read: one more than asked for tells whether this is the end. */
  public int rows() {
    return limit + 1;
  }

  /** The rows to read, in lists ordered by id. */
  KeysetWindow window() {
    return new KeysetWindow(rows(), afterId());
  }

  /** The key of the last item, in lists ordered by id. */
  public @Nullable UUID afterId() {
    try {
      return after == null ? null : StrictText.uuid(after);
    } catch (InvalidTextException e) {
      throw new InvalidFieldsException("cursor", Cursor.EXPECTED);
    }
  }

  /** The key of the last item, in lists of events ordered by position; 0 from the beginning. */
  public long afterPosition() {
    try {
      return after == null ? 0 : EventIds.position(after);
    } catch (InvalidTextException e) {
      throw new InvalidFieldsException("cursor", Cursor.EXPECTED);
    }
  }

  /**
   * The page made of the rows that were read.
   *
   * @param rows up to {@link #rows()} items
   * @param key what the list is ordered by, unique in it
   */
  public <T> Page<T> page(List<T> rows, Function<T, Object> key) {
    if (rows.size() <= limit) {
      return new Page<>(rows, null);
    }
    List<T> items = rows.subList(0, limit);
    return new Page<>(items, Cursor.encode(path, key.apply(items.getLast()).toString()));
  }
}
