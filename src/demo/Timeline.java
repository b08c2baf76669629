import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Prints what the actors said and what the coordinator's journal says as one timeline, then checks
 * it against a list of steps.
 *
 * <p>Usage: {@code java Timeline.java <actors' log> <journal as JSON> <steps>}. Exit status 1: a
 * step is missing, out of order or too early. One step a line:
 *
 * <ul>
 *   <li>{@code who: what} - a line of {@code who} that contains {@code what} comes after the lines
 *       that matched the steps before;
 *   <li>{@code +1.5 who: what} - and at least 1.5 seconds after the last of them;
 *   <li>{@code never who: what} - no such line anywhere.
 * </ul>
 */
final class Timeline {

  private static final String COORDINATOR = "coordinator";

  /** What of an event's data the timeline shows, and under which name. */
  private static final Map<String, String> SHOWN = new LinkedHashMap<>();

  static {
    for (String name : List.of("kind", "pid", "offset", "length", "token", "confirmed", "reason")) {
      SHOWN.put(name, name);
    }
    SHOWN.put("deadline", "deadline");
    SHOWN.put("next", "then");
    SHOWN.put("references", "references left");
  }

  private record Line(long micros, String who, String what) {

    boolean matches(String step) {
      String[] parts = step.split(": ", 2);
      return who.equals(parts[0]) && what.contains(parts[1]);
    }
  }

  private final List<Line> lines;
  private int failures;

  private Timeline(List<Line> lines) {
    this.lines = lines;
  }

  static void main(String[] args) throws IOException {
    List<Line> lines = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      String[] parts = line.split("\t", 3);
      lines.add(new Line(Long.parseLong(parts[0]), parts[1], parts[2]));
    }
    long start = lines.getFirst().micros();
    lines.addAll(journal(Files.readString(Path.of(args[1])), start));
    // Stable: what one actor or the journal says stays in the order in which it was said.
    lines.sort(Comparator.comparingLong(Line::micros));

    Timeline timeline = new Timeline(lines);
    timeline.print(start);
    timeline.check(Files.readAllLines(Path.of(args[2])));
    System.exit(timeline.failures == 0 ? 0 : 1);
  }

  private static List<Line> journal(String json, long start) {
    List<Line> lines = new ArrayList<>();
    for (Object event : (List<?>) Json.get(Json.parse(json), "items")) {
      long micros = micros((String) Json.get(event, "time"));
      String type = ((String) Json.get(event, "type")).replaceFirst("^org\\.daxlease\\.", "");
      lines.add(new Line(micros, COORDINATOR, type + shown(Json.get(event, "data"), start)));
    }
    return lines;
  }

  private static String shown(Object data, long start) {
    StringJoiner shown = new StringJoiner(", ", " (", ")").setEmptyValue("");
    SHOWN.forEach((name, label) -> {
      Object value = Json.get(data, name);
      if (value != null && !(value instanceof Map) && !(value instanceof List)) {
        shown.add(label + " " + (name.equals("deadline") ? at(value, start) : value));
      }
    });
    return shown.toString();
  }

  private static String at(Object time, long start) {
    return relative(micros((String) time) - start);
  }

  private static long micros(String time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(time));
  }

  private static String relative(long micros) {
    return String.format("%+.3f s", micros / 1e6);
  }

  private void print(long start) {
    for (Line line : lines) {
      System.out.printf(
          "  %10s  %-12s  %s%n", relative(line.micros() - start), line.who(), line.what());
    }
  }

  private void check(List<String> steps) {
    int from = 0;
    long last = Long.MIN_VALUE;
    int passed = 0;
    for (String step : steps) {
      if (step.startsWith("never ")) {
        String unwanted = step.substring("never ".length());
        passed += expect(lines.stream().noneMatch(line -> line.matches(unwanted)), step);
        continue;
      }
      boolean timed = step.startsWith("+");
      String wanted = timed ? step.substring(step.indexOf(' ') + 1) : step;
      int found = from;
      while (found < lines.size() && !lines.get(found).matches(wanted)) {
        found++;
      }
      if (found == lines.size()) {
        expect(false, step);
        continue;
      }
      long micros = lines.get(found).micros();
      double seconds = timed ? Double.parseDouble(step.substring(1, step.indexOf(' '))) : 0;
      passed += expect(!timed || micros - last >= seconds * 1e6, step);
      from = found + 1;
      last = micros;
    }
    System.out.printf("%n  %d of %d steps as they should be%n", passed, steps.size());
  }

  private int expect(boolean ok, String step) {
    if (!ok) {
      failures++;
      System.out.println("  NOT AS IT SHOULD BE: " + step);
    }
    return ok ? 1 : 0;
  }
}
