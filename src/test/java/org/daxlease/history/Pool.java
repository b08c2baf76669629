package org.daxlease.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** Things that any thread may add, pick or take away. */
final class Pool<T> {

  private final List<T> things = new ArrayList<>();

  synchronized void add(T thing) {
    things.add(thing);
  }

  synchronized void remove(T thing) {
    things.remove(thing);
  }

  synchronized Optional<T> pick(RandomGenerator random) {
    return things.isEmpty()
        ? Optional.empty()
        : Optional.of(things.get(random.nextInt(things.size())));
  }

  /** One of those that a filter lets through. */
  synchronized Optional<T> pick(RandomGenerator random, Predicate<T> filter) {
    List<T> fitting = things.stream().filter(filter).toList();
    return fitting.isEmpty()
        ? Optional.empty()
        : Optional.of(fitting.get(random.nextInt(fitting.size())));
  }

  synchronized int size() {
    return things.size();
  }

  synchronized List<T> all() {
    return List.copyOf(things);
  }
}
