package org.daxlease.security;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.daxlease.security.AccessProperties.Token;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.FileSystemResource;

/**
 * Tokens from a mounted file: {@code <name>.value}, {@code <name>.sha256} and {@code <name>.roles}
 * in YAML, in properties, or each in a file of that name in a directory, as Kubernetes mounts a
 * secret. Names may be preceded by {@code daxlease.security.tokens.}, as in the configuration.
 */
final class TokensFile {

  private static final Pattern KEY =
      Pattern.compile(
          "(?:daxlease\\.security\\.tokens\\.)?(.+)\\.(value|sha256|roles)(?:\\[\\d+])?");

  private final Path path;

  TokensFile(Path path) {
    this.path = path;
  }

  /**
   * Reads the tokens as they are now.
   *
   * @throws MisconfiguredException if that cannot be done
   */
  Map<String, Token> read() {
    try {
      Map<String, Parts> parts = new LinkedHashMap<>();
      for (PropertySource<?> source : sources()) {
        if (source instanceof EnumerablePropertySource<?> listed) {
          take(listed, parts);
        }
      }
      Map<String, Token> tokens = new LinkedHashMap<>();
      parts.forEach((name, each) -> tokens.put(name, each.token()));
      return tokens;
    } catch (IOException | RuntimeException e) {
      if (e instanceof MisconfiguredException known) {
        throw known;
      }
      // Not with its message: a parser quotes what it could not read.
      throw wrong("cannot be read as tokens (" + e.getClass().getSimpleName() + ")");
    }
  }

  private List<PropertySource<?>> sources() throws IOException {
    if (Files.isDirectory(path)) {
      return List.of(
          new ConfigTreePropertySource(
              "tokens", path, ConfigTreePropertySource.Option.ALWAYS_READ));
    }
    if (!Files.isReadable(path)) {
      throw wrong("is not there or not readable");
    }
    boolean lines = path.toString().endsWith(".properties");
    if (lines) {
      requireEachLineOnce();
    }
    PropertySourceLoader loader =
        lines ? new PropertiesPropertySourceLoader() : new YamlPropertySourceLoader();
    return loader.load("tokens", new FileSystemResource(path));
  }

  /** Of two lines with the same key the loader shows the later one only. */
  private void requireEachLineOnce() throws IOException {
    Properties once =
        new Properties() {
          @Override
          public synchronized @Nullable Object put(Object key, Object value) {
            if (containsKey(key) && KEY.matcher(key.toString()).matches()) {
              throw wrong("sets " + key + " twice");
            }
            return super.put(key, value);
          }
        };
    try (InputStream in = Files.newInputStream(path)) {
      once.load(in);
    }
  }

  /** A token is set in one way: of two values one would not be good, and of roles all would. */
  private void take(EnumerablePropertySource<?> source, Map<String, Parts> parts) {
    Map<String, String> spellings = new HashMap<>();
    for (String key : new TreeSet<>(List.of(source.getPropertyNames()))) {
      Matcher of = KEY.matcher(key);
      if (!of.matches()) {
        throw wrong("has an entry that does not end in .value, .sha256 or .roles");
      }
      String name = of.group(1);
      Parts token = parts.computeIfAbsent(name, _ -> new Parts());
      String spelling = key.replaceFirst("\\[\\d+]$", "[]");
      boolean goesOn = spelling.equals(spellings.put(name + "." + of.group(2), spelling));
      if (!goesOn && token.has(of.group(2))) {
        throw wrong("sets " + name + "." + of.group(2) + " twice");
      }
      token.take(of.group(2), Objects.toString(source.getProperty(key), "").strip());
    }
  }

  private MisconfiguredException wrong(String why) {
    return new MisconfiguredException(
        "The file " + path + " of daxlease.security.tokens-file " + why + ".",
        "Give it lines such as \"alice.value: <token>\" and \"alice.roles: holder\", in YAML or"
            + " properties, or make it a directory with files of these names.");
  }

  /** What was found of one token so far. */
  private static final class Parts {

    private @Nullable String value;
    private @Nullable String sha256;
    private final List<String> roles = new ArrayList<>();

    boolean has(String part) {
      return switch (part) {
        case "value" -> value != null;
        case "sha256" -> sha256 != null;
        default -> !roles.isEmpty();
      };
    }

    void take(String part, String text) {
      switch (part) {
        case "value" -> value = text;
        case "sha256" -> sha256 = text;
        default -> roles.addAll(words(text));
      }
    }

    Token token() {
      return new Token(value, sha256, roles);
    }

    private static List<String> words(String text) {
      return Stream.of(text.split("[,\\s]+", -1)).filter(word -> !word.isEmpty()).toList();
    }
  }
}
