package org.daxlease.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
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
      Map<String, String> entries = new TreeMap<>();
      for (PropertySource<?> source : sources()) {
        if (source instanceof EnumerablePropertySource<?> listed) {
          for (String key : listed.getPropertyNames()) {
            entries.put(key, Objects.toString(listed.getProperty(key), "").strip());
          }
        }
      }
      return tokens(entries);
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
    PropertySourceLoader loader =
        path.toString().endsWith(".properties")
            ? new PropertiesPropertySourceLoader()
            : new YamlPropertySourceLoader();
    return loader.load("tokens", new FileSystemResource(path));
  }

  private Map<String, Token> tokens(Map<String, String> entries) {
    Map<String, Parts> parts = new LinkedHashMap<>();
    entries.forEach((key, text) -> {
      Matcher of = KEY.matcher(key);
      if (!of.matches()) {
        throw wrong("has an entry that does not end in .value, .sha256 or .roles");
      }
      parts.computeIfAbsent(of.group(1), _ -> new Parts()).take(of.group(2), text);
    });
    Map<String, Token> tokens = new LinkedHashMap<>();
    parts.forEach((name, each) -> tokens.put(name, each.token()));
    return tokens;
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
