package org.daxlease.coordination.web.json;

/** Ids of events, which are positions of the journal as text. */
public final class EventIds {

  private EventIds() {}

  /**
   * The position of an event.
   *
   * @param field where the id stands in the request
   * @throws InvalidFieldsException if this is not how a position is written
   */
  public static long position(String field, String id) {
    try {
      return position(id);
    } catch (InvalidTextException e) {
      throw new InvalidFieldsException(field, e.expectation());
    }
  }

  /** The same, where what is wrong is collected: throws {@link InvalidTextException}. */
  public static long position(String id) {
    return StrictText.integer(id, 0, Long.MAX_VALUE);
  }
}
