package org.daxlease.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The version before runs on the schema that a migration leaves: it expands, or says that it
 * contracts (README.md beside the migrations).
 */
class MigrationsTest {

  private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");

  /** What the first version came with: nothing ran on a schema without it. */
  private static final int FIRST_VERSION = 3;

  private static final int BEFORE_A_FILE_PER_TABLE = 11;

  private static final Pattern LOCKING =
      Pattern.compile("\\b(?:alter table|create (?:unique )?index \\S+ on|references) (\\w+)");
  private static final Pattern CREATED = Pattern.compile("\\bcreate table (\\w+)");

  private static final Pattern NAME = Pattern.compile("V(\\d+)__[a-z0-9_]+\\.sql");
  private static final Pattern CONTRACT = Pattern.compile("(?m)^-- contract: .+ since .+$");

  /** What takes something away from a version that does not know of it. */
  private static final Map<String, Pattern> NARROWING =
      Map.of(
          "drops a table or a column", Pattern.compile("\\bdrop (table|column)\\b"),
          "renames", Pattern.compile("\\brename\\b"),
          "changes a type", Pattern.compile("\\balter column \\S+ (set data )?type\\b"),
          "forbids null", Pattern.compile("\\bset not null\\b"));

  private static final Pattern ADDED = Pattern.compile("\\badd column [^,;]*\\bnot null\\b[^,;]*");
  private static final Pattern CONSTRAINT = Pattern.compile("\\badd constraint (\\S+)");
  private static final Pattern UNIQUE = Pattern.compile("\\bcreate unique index \\S+ on (\\S+)");

  @Test
  void everyMigrationExpandsOrSaysThatItContracts() throws IOException {
    try (Stream<Path> files = Files.list(MIGRATIONS)) {
      List<Path> migrations =
          files.filter(f -> !f.getFileName().toString().equals("README.md")).sorted().toList();
      assertThat(migrations)
          .isNotEmpty()
          .allSatisfy(file -> {
            Matcher name = NAME.matcher(file.getFileName().toString());
            assertThat(name.matches()).as("%s is named V<n>__<what>.sql", file).isTrue();
            if (Integer.parseInt(name.group(1)) > FIRST_VERSION) {
              assertThat(narrowed(Files.readString(file, UTF_8))).as(file.toString()).isEmpty();
            }
            if (Integer.parseInt(name.group(1)) > BEFORE_A_FILE_PER_TABLE) {
              assertThat(locked(Files.readString(file, UTF_8)))
                  .as(file.toString())
                  .hasSizeLessThanOrEqualTo(1);
            }
          });
    }
  }

  @Test
  void theSchemaOfALaterVersionThatIsTriedExpands() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/db/next"))) {
      assertThat(files)
          .isNotEmpty()
          .allSatisfy(file -> {
            String sql = Files.readString(file, UTF_8);
            assertThat(narrowed(sql)).as(file.toString()).isEmpty();
            assertThat(locked(sql)).as(file.toString()).hasSizeLessThanOrEqualTo(1);
          });
    }
  }

  /** A file is a transaction: with two tables it could wait for a command that waits for it. */
  @Test
  void aFileWithTwoTablesOfBeforeIsFound() {
    String one = "alter table pin add column weight integer;";
    assertThat(locked(one + "create index pin_by_weight on pin (weight);")).containsExactly("pin");
    assertThat(locked(one + "create table t (id uuid); create index t_id on t (id);"))
        .containsExactly("pin");
    assertThat(locked(one + "create table t (id uuid references file (id));"))
        .containsExactlyInAnyOrder("pin", "file");
    assertThat(locked(one + "alter table lease add column weight integer;"))
        .containsExactlyInAnyOrder("pin", "lease");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alter table pin drop column reason;",
        "drop table signal;",
        "alter table pin rename column reason to why;",
        "alter table pin alter column reason type varchar(8);",
        "alter table pin alter column reason set not null;",
        "alter table pin add column weight integer not null;",
        "alter table pin add constraint pin_reason check (reason <> '');",
        "create unique index pin_one on pin (mapping_id, range_start);",
      })
  void aFileThatContractsWithoutAWordIsFound(String sql) {
    assertThat(narrowed(sql)).hasSize(1);
    assertThat(narrowed("-- contract: what it drops, unused since 0.2\n" + sql)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alter table pin add column weight integer default 1 not null;",
        "alter table pin add column weight integer; -- not null later",
        "create table placement (id uuid not null primary key, file_id uuid not null);\n"
            + "create unique index placement_one on placement (file_id);",
        "alter table pin drop constraint pin_state_check;\n"
            + "alter table pin add constraint pin_state_check check (state in ('PINNED', 'LENT'));",
      })
  void aFileThatExpandsIsFine(String sql) {
    assertThat(narrowed(sql)).isEmpty();
  }

  /** The tables of versions before that a migration locks. */
  private static Set<String> locked(String file) {
    String sql = plain(file);
    Set<String> tables = new TreeSet<>();
    LOCKING.matcher(sql).results().forEach(found -> tables.add(found.group(1)));
    CREATED.matcher(sql).results().forEach(found -> tables.remove(found.group(1)));
    return tables;
  }

  private static String plain(String file) {
    return file.replaceAll("--.*", "").replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
  }

  /** What a migration takes away without saying so. */
  private static List<String> narrowed(String file) {
    List<String> found = new ArrayList<>();
    if (CONTRACT.matcher(file).find()) {
      return found;
    }
    String sql = plain(file);
    NARROWING.forEach((what, pattern) -> {
      if (pattern.matcher(sql).find()) {
        found.add(what);
      }
    });
    ADDED
        .matcher(sql)
        .results()
        .filter(column -> !column.group().contains(" default "))
        .forEach(column -> found.add("needs a value: " + column.group()));
    CONSTRAINT
        .matcher(sql)
        .results()
        .filter(added -> !sql.contains("drop constraint " + added.group(1)))
        .forEach(added -> found.add("constrains: " + added.group()));
    UNIQUE
        .matcher(sql)
        .results()
        .filter(index -> !sql.contains("create table " + index.group(1) + " "))
        .forEach(index -> found.add("constrains: " + index.group()));
    return found;
  }
}
