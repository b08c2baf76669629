package org.daxlease.sql;

import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PgArray;
import org.postgresql.jdbc.PreferQueryMode;

/**
 * Arrays as databases take them. The driver of PostgreSQL makes text of ids and times, which the
 * server then reads letter by letter; here they have the server's own binary form.
 */
final class ArrayValues {

  private static final Form<UUID> IDS =
      new Form<>(
          Oid.UUID,
          Oid.UUID_ARRAY,
          2 * Long.BYTES,
          (to, id) ->
              to.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()));

  private static final Form<Instant> TIMES =
      new Form<>(
          Oid.TIMESTAMPTZ,
          Oid.TIMESTAMPTZ_ARRAY,
          Long.BYTES,
          (to, time) -> to.putLong(microsSince2000(time)));

  /** From 1970 to the year 2000, from where PostgreSQL counts, in seconds. */
  private static final long EPOCH = 946_684_800L;

  /** Dimensions, whether there may be nulls, the type; how many, and the number of the first. */
  private static final int HEADER = 5 * Integer.BYTES;

  private ArrayValues() {}

  /** How elements of a type are written, all of them with as many bytes. */
  private record Form<T>(int type, int arrayType, int bytes, BiConsumer<ByteBuffer, T> write) {

    Array of(Connection connection, @Nullable T[] elements) throws SQLException {
      ByteBuffer to = ByteBuffer.allocate(HEADER + elements.length * (Integer.BYTES + bytes));
      to.putInt(1).putInt(1).putInt(type).putInt(elements.length).putInt(1);
      for (T element : elements) {
        if (element == null) {
          to.putInt(-1);
        } else {
          write.accept(to.putInt(bytes), element);
        }
      }
      return new PgArray(
          connection.unwrap(BaseConnection.class),
          arrayType,
          Arrays.copyOf(to.array(), to.position()));
    }
  }

  /**
   * Makes one.
   *
   * @param type of its elements, by name
   * @param elements ids, times, or what every driver takes as it is
   */
  static Array of(Connection connection, String type, @Nullable Object[] elements)
      throws SQLException {
    return switch (elements) {
      case UUID[] ids when takesBinary(connection) -> IDS.of(connection, ids);
      case Instant[] times when takesBinary(connection) -> TIMES.of(connection, times);
      case Instant[] times ->
          connection.createArrayOf(
              "timestamptz", Stream.of(times).map(Timestamps::utcOrNull).toArray());
      default -> connection.createArrayOf(type, elements);
    };
  }

  /** In simple mode the driver makes a text of the whole statement. */
  private static boolean takesBinary(Connection connection) throws SQLException {
    return connection.isWrapperFor(BaseConnection.class)
        && connection.unwrap(BaseConnection.class).getPreferQueryMode() != PreferQueryMode.SIMPLE;
  }

  private static long microsSince2000(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond() - EPOCH, 1_000_000L), time.getNano() / 1000);
  }
}
