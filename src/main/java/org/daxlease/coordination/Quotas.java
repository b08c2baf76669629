package org.daxlease.coordination;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.daxlease.protocol.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Counts what principals have, where there is a quota for it, under a lock on the principal's
 * account: on any number of replicas nobody gets beyond it, not even by one. The accounts are
 * locked after processes and files: whoever has one waits for nobody but the journal's counter.
 */
@Component
public class Quotas {

  /** How long to wait before asking again: until something is given back, whenever that is. */
  private static final Duration LATER = Duration.ofSeconds(5);

  private static final String ACCOUNT =
      "select principal from quota_account where principal = ? for update";

  private static final String OF_OWNER =
      " t join process p on p.id = t.process_id where p.principal = ? and ";

  private final QuotaProperties most;
  private final JdbcTemplate jdbc;

  Quotas(QuotaProperties most, JdbcTemplate jdbc) {
    this.most = most;
    this.jdbc = jdbc;
  }

  /** How many pins the owners of these processes may still make; without a limit nobody asks. */
  Allowance pins(Collection<ProcessEntity> processes) {
    return allowance(
        most.maxPins(),
        "pins",
        processes,
        "select count(*) from pin" + OF_OWNER + "t.state = 'PINNED'");
  }

  /** How many leases the owners of these processes may still take. */
  Allowance leases(Collection<ProcessEntity> processes) {
    return allowance(
        most.maxLeases(),
        "leases",
        processes,
        "select count(*) from lease" + OF_OWNER + "t.live = true");
  }

  /** How many of them may be unbreakable. */
  Allowance unbreakable(Collection<ProcessEntity> processes) {
    return allowance(
        most.maxUnbreakable(),
        "unbreakable leases",
        processes,
        "select count(*) from lease" + OF_OWNER + "t.live = true and t.breakable = false");
  }

  private Allowance allowance(
      @Nullable Integer limit, String what, Collection<ProcessEntity> processes, String count) {
    if (limit == null) {
      return Allowance.UNLIMITED;
    }
    List<String> owners =
        lock(processes.stream().map(p -> p.principal).collect(Collectors.toSet()));
    Map<String, Long> left = new HashMap<>();
    for (String owner : owners) {
      Long has = jdbc.queryForObject(count, Long.class, owner);
      left.put(owner, limit - (has == null ? 0 : has));
    }
    return new Allowance(left, Quotas.refusal(what, limit));
  }

  /**
   * Locks the accounts of principals until the end of the transaction, so that what is counted
   * stays as it is counted. Answers them in the order in which they were locked.
   */
  @Transactional(propagation = Propagation.MANDATORY)
  public List<String> lock(Collection<String> principals) {
    List<String> sorted = List.copyOf(new TreeSet<>(principals));
    for (String principal : sorted) {
      // Who is first makes it, and holds it by that; who loses that race tries again.
      if (jdbc.queryForList(ACCOUNT, String.class, principal).isEmpty()) {
        jdbc.update("insert into quota_account (principal) values (?)", principal);
      }
    }
    return sorted;
  }

  /** What is said to a principal that has as much as it may have. */
  public static Refusal refusal(String what, int limit) {
    return new Refusal.QuotaExceeded("A principal may have " + limit + " " + what + ".", LATER);
  }

  /** How much more each principal may have. */
  static final class Allowance {

    static final Allowance UNLIMITED = new Allowance(null, Quotas.refusal("of anything", 0));

    private final @Nullable Map<String, Long> left;
    private final Refusal refusal;

    private Allowance(@Nullable Map<String, Long> left, Refusal refusal) {
      this.left = left;
      this.refusal = refusal;
    }

    /** Why the owner of a process gets no more; null if it does. */
    @Nullable Refusal refusal(ProcessEntity process) {
      return left == null || left.getOrDefault(process.principal, 0L) > 0 ? null : refusal;
    }

    /** The owner of a process has got one more. */
    void use(ProcessEntity process) {
      if (left != null) {
        left.merge(process.principal, -1L, Long::sum);
      }
    }
  }
}
