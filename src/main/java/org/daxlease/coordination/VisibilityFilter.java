package org.daxlease.coordination;

import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.Path;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;
import jakarta.persistence.criteria.Subquery;
import java.util.UUID;
import org.springframework.data.jpa.domain.Specification;

/** Lists show to each caller what it may see; {@link Caller} says the same of single rows. */
final class VisibilityFilter {

  private VisibilityFilter() {}

  /** The processes that a caller may see. */
  static Specification<ProcessEntity> processes(Caller caller) {
    return caller.maySeeProcesses()
        ? KeysetWindow.everything()
        : (process, _, is) -> own(caller, process, is);
  }

  /** Things that belong to processes, as far as a caller may see them. */
  static <E> Specification<E> holdings(Caller caller) {
    if (caller.maySeeHoldings()) {
      return KeysetWindow.everything();
    }
    return (row, query, is) -> {
      Subquery<UUID> own = query.subquery(UUID.class);
      Root<ProcessEntity> process = own.from(ProcessEntity.class);
      own.select(process.get("id")).where(own(caller, process, is));
      return row.get("processId").in(own);
    };
  }

  private static Predicate own(Caller caller, Path<ProcessEntity> process, CriteriaBuilder is) {
    return is.or(
        is.equal(process.get("principal"), caller.owner()), process.get("host").in(caller.hosts()));
  }
}
