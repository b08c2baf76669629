package org.daxlease.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.daxlease.protocol.BreakOutcome;
import org.daxlease.protocol.Transitions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The transition tables of {@code src/docs/states.md} are those of the code. */
class StateTablesTest {

  private final Markdown states = Markdown.of(Path.of("src/docs/states.md"));

  @ParameterizedTest
  @MethodSource("stateEnums")
  void tableListsEveryTransition(Class<? extends Transitions<?>> type) {
    List<String> listed =
        states.section("`" + type.getSimpleName() + "`").table("From").stream()
            .map(row -> names(row.get(0)) + " to " + names(row.get(1)))
            .toList();

    List<String> known = new ArrayList<>();
    for (Transitions<?> from : type.getEnumConstants()) {
      from.next().forEach(to -> known.add(from + " to " + to));
    }
    assertThat(listed).containsExactlyInAnyOrderElementsOf(known);
  }

  @Test
  void everyOutcomeOfABreakIsExplained() {
    assertThat(states.section("`BreakOutcome`").table("Outcome"))
        .extracting(row -> names(row.get(0)))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(BreakOutcome.values()).map(BreakOutcome::name).toList());
  }

  static List<Class<?>> stateEnums() {
    List<Class<?>> found = new ArrayList<>();
    for (JavaClass type : new ClassFileImporter().importPackages("org.daxlease")) {
      if (type.isEnum() && type.isAssignableTo(Transitions.class)) {
        found.add(type.reflect());
      }
    }
    assertThat(found).hasSizeGreaterThan(1);
    return found;
  }

  private static String names(String cell) {
    return String.join(" ", Markdown.names(cell));
  }
}
