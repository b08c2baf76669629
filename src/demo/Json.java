import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON (RFC 8259) with nothing but the JDK, so that the demonstration needs no library. */
final class Json {

  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  /** Objects become maps, arrays lists, integers {@code Long}, other numbers {@code Double}. */
  static Object parse(String text) {
    Json json = new Json(text);
    Object value = json.value();
    if (json.peek() != 0) {
      throw json.unexpected();
    }
    return value;
  }

  /** The value at a path of names, or null where the path ends early. */
  static Object get(Object value, String... path) {
    Object here = value;
    for (String name : path) {
      here = here instanceof Map<?, ?> object ? object.get(name) : null;
    }
    return here;
  }

  /** A string as JSON writes it. */
  static String quote(String string) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : string.toCharArray()) {
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        default -> quoted.append(c < ' ' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
      }
    }
    return quoted.append('"').toString();
  }

  private Object value() {
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      default -> scalar();
    };
  }

  private Map<String, Object> object() {
    Map<String, Object> object = new LinkedHashMap<>();
    expect('{');
    while (peek() != '}') {
      String name = string();
      expect(':');
      object.put(name, value());
      if (peek() != '}') {
        expect(',');
      }
    }
    at++;
    return object;
  }

  private List<Object> array() {
    List<Object> array = new ArrayList<>();
    expect('[');
    while (peek() != ']') {
      array.add(value());
      if (peek() != ']') {
        expect(',');
      }
    }
    at++;
    return array;
  }

  private String string() {
    expect('"');
    StringBuilder string = new StringBuilder();
    for (char c = take(); c != '"'; c = take()) {
      string.append(c == '\\' ? escaped() : c);
    }
    return string.toString();
  }

  private char escaped() {
    char c = take();
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> (char) Integer.parseInt(text.substring(at, at += 4), 16);
      default -> c;
    };
  }

  private Object scalar() {
    int start = at;
    while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String token = text.substring(start, at);
    return switch (token) {
      case "null" -> null;
      case "true", "false" -> Boolean.valueOf(token);
      default -> token.matches("-?\\d+") ? (Object) Long.valueOf(token) : Double.valueOf(token);
    };
  }

  /** The next character that is not white space, 0 at the end. */
  private char peek() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  private char take() {
    if (at >= text.length()) {
      throw unexpected();
    }
    return text.charAt(at++);
  }

  private void expect(char c) {
    if (peek() != c) {
      throw unexpected();
    }
    at++;
  }

  private IllegalArgumentException unexpected() {
    return new IllegalArgumentException("not the JSON that was expected, at " + at + ": " + text);
  }
}
