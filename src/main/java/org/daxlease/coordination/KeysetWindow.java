package org.daxlease.coordination;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Sort;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;

/**
 * A part of a list that is ordered by id, which is by time of making.
 *
 * @param rows how many at most
 * @param after the id that the part follows; null from the beginning
 */
public record KeysetWindow(int rows, @Nullable UUID after) {

  Limit limit() {
    return Limit.of(rows);
  }

  /** For queries that always ask for what comes after an id. */
  UUID afterOrFirst() {
    return after == null ? new UUID(0, 0) : after;
  }

  <E> List<E> of(JpaSpecificationExecutor<E> table, Specification<E> filter) {
    Specification<E> all = filter;
    if (after != null) {
      all = all.and((row, _, is) -> is.greaterThan(row.get("id"), after));
    }
    return table.findBy(all, q -> q.sortBy(Sort.by("id")).limit(rows).all());
  }

  static <E> Specification<E> everything() {
    return Specification.unrestricted();
  }

  /** Rows whose column has the value; all rows for null. */
  static <E> Specification<E> where(String column, @Nullable Object value) {
    return value == null ? everything() : (row, _, is) -> is.equal(row.get(column), value);
  }

  static <E> Specification<E> in(String column, Collection<?> values) {
    return (row, _, _) -> row.get(column).in(values);
  }
}
