package org.daxlease.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** How far those who follow the journal in this process are behind its end. */
@Component
public class JournalLag {

  private final ObjectProvider<JournalFollower> followers;
  private final JournalReader reader;

  JournalLag(ObjectProvider<JournalFollower> followers, JournalReader reader) {
    this.followers = followers;
    this.reader = reader;
  }

  /**
   * How far one follower is behind.
   *
   * @param entries how many it has not dealt with
   * @param age how long ago the first of them was appended
   */
  public record Lag(String follower, long entries, Duration age) {}

  /** Where the journal ends, and how far each follower is behind that. */
  public record Standing(long head, List<Lag> lags) {}

  /** Their names, which never change while the service runs. */
  public List<String> followers() {
    return followers.stream().map(JournalFollower::name).sorted().toList();
  }

  /**
   * How far each is behind, by name.
   *
   * @param now by the clock that the entries' times come from
   */
  public Standing standing(Instant now) {
    long head = reader.head();
    return new Standing(head, behind(head, now));
  }

  /**
   * How far each is behind, by name. Costs a query only if somebody is behind at all.
   *
   * @param head the position committed last
   */
  public List<Lag> behind(long head, Instant now) {
    // An entry may be committed, and be dealt with, after the head was read.
    Map<String, Long> positions =
        followers.stream()
            .collect(Collectors.toMap(JournalFollower::name, f -> Math.min(f.position(), head)));
    List<Long> next =
        positions.values().stream().filter(p -> p < head).map(p -> p + 1).distinct().toList();
    Map<Long, Instant> times =
        reader.at(next).stream()
            .collect(Collectors.toMap(CommittedEntry::position, r -> r.entry().time()));
    Function<Map.Entry<String, Long>, Lag> lag =
        of -> {
          // An entry that has been trimmed meanwhile has no age that could be known.
          Instant since = times.getOrDefault(of.getValue() + 1, now);
          Duration age = Duration.between(since, now);
          return new Lag(of.getKey(), head - of.getValue(), age.isNegative() ? Duration.ZERO : age);
        };
    return positions.entrySet().stream().sorted(Map.Entry.comparingByKey()).map(lag).toList();
  }
}
