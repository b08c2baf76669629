package org.daxlease;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

/** The shape of the code: who may know whom, and the rules no compiler checks. */
class ArchitectureTest {

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          // What was prepared for a jar before, and not written by anybody.
          .withImportOption(location -> !location.contains("__"))
          .importPackages("org.daxlease");

  @Test
  void modulesFormNoCycle() {
    slices().matching("org.daxlease.(*)..").should().beFreeOfCycles().check(MAIN);
    slices().matching("org.daxlease.(**)").should().beFreeOfCycles().check(MAIN);
  }

  @Test
  void rulesKnowOnlyTheJdk() {
    classes()
        .that()
        .resideInAPackage("org.daxlease.protocol..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("org.daxlease.protocol..", "java..", "org.jspecify..")
        .check(MAIN);
  }

  /** What runs on hosts is told apart from the service by this alone: both are in one jar. */
  @Test
  void clientsKnowTheServiceOverHttpOnly() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "org.daxlease.client..",
            "org.daxlease.agent..",
            "org.daxlease.holder..",
            "org.daxlease.command..",
            "org.daxlease.linux..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.daxlease.protocol..",
            "org.daxlease.coordination..",
            "org.daxlease.journal..",
            "org.daxlease.stream..",
            "org.daxlease.webhook..",
            "org.daxlease.deadline..",
            "org.daxlease.metrics..",
            "org.daxlease.security..",
            "org.daxlease.sql..",
            "org.daxlease.postgres..",
            "org.daxlease.tracing..",
            "org.daxlease.prepared..",
            "org.springframework.boot..",
            "org.springframework.context..")
        .check(MAIN);
  }

  @Test
  void springMvcStaysAtTheEdge() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "org.daxlease..web..", "org.daxlease.client..", "org.daxlease.security..")
        // A stream is all about its connection: its controllers are beside what they open.
        .and()
        .haveSimpleNameNotEndingWith("Controller")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.springframework.web..")
        .check(MAIN);
  }

  /** NullAway skips a package without the annotation and says nothing. */
  @Test
  void everyPackageIsNullMarked() {
    assertThat(MAIN.stream().map(JavaClass::getPackage).collect(Collectors.toSet()))
        .isNotEmpty()
        .allMatch(this::isNullMarked, "is @NullMarked in its package-info");
  }

  private boolean isNullMarked(JavaPackage javaPackage) {
    return javaPackage.isAnnotatedWith(NullMarked.class);
  }

  @Test
  void nothingIsInjectedIntoFields() {
    noFields()
        .should()
        .beAnnotatedWith(Autowired.class)
        .orShould()
        .beAnnotatedWith(Value.class)
        .orShould()
        .beAnnotatedWith(PersistenceContext.class)
        .orShould()
        .beAnnotatedWith("jakarta.inject.Inject")
        .orShould()
        .beAnnotatedWith("jakarta.annotation.Resource")
        .check(MAIN);
  }

  /** The time is read once per command, under the lock, and passed down as {@code now}. */
  @Test
  void nobodyReadsAClockOfTheirOwn() {
    noClasses()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDateTime.class, "now")
        .orShould()
        .callMethod(OffsetDateTime.class, "now")
        .orShould()
        .callMethod(ZonedDateTime.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(Clock.class, "systemDefaultZone")
        .orShould()
        .callConstructor(Date.class)
        .check(MAIN);
  }

  @Test
  void onlyTheConfigurationOfTimeTakesTheClockOfTheJvm() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("org.daxlease.coordination.TimeConfiguration")
        .should()
        .callMethod(InstantSource.class, "system")
        .check(MAIN);
  }

  /** Files are what rows could be distributed by: src/docs/scaling.md. */
  @Test
  void onlyTheEndOfAProcessAndListsOfCommandsLockSeveralFiles() {
    noClasses()
        .that()
        .haveSimpleNameNotContaining("SliceLoader")
        .and()
        .doNotHaveSimpleName("SliceFetch")
        .and()
        .doNotHaveSimpleName("ProcessExitService")
        .and()
        // It fences whom operations wait for and who has lapsed.
        .doNotHaveSimpleName("DeadlineService")
        .and()
        .doNotHaveSimpleName("LeaseService")
        .and()
        .doNotHaveSimpleName("MappingService")
        .and()
        .doNotHaveSimpleName("PinService")
        .should()
        .callMethod("org.daxlease.coordination.SliceLoader", "lock", "java.util.Collection")
        .orShould()
        .callMethod(
            "org.daxlease.coordination.SliceFetch",
            "lock",
            "org.daxlease.coordination.TargetKind",
            "java.util.Collection")
        .orShould()
        .callMethod("org.daxlease.coordination.SliceFetch", "ofProcesses", "java.util.Set")
        .check(MAIN);
  }
}
