package org.daxlease.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** What {@code openapi.yaml} says, as far as documents repeat it. */
public record Contract(Map<String, Object> root) {

  private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

  public static Contract read() {
    try (InputStream in = Files.newInputStream(Path.of("openapi.yaml"))) {
      return new Contract(new Yaml().load(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The methods of each path. */
  Map<String, Set<String>> methods() {
    Map<String, Set<String>> methods = new TreeMap<>();
    map(root.get("paths"))
        .forEach((path, operations) -> {
          Set<String> of = methods.computeIfAbsent(path, _ -> new TreeSet<>());
          for (String name : map(operations).keySet()) {
            if (METHODS.contains(name)) {
              of.add(name.toUpperCase(Locale.ROOT));
            }
          }
        });
    return methods;
  }

  /** The operations, by method and path. */
  public Map<String, Map<String, Object>> operations() {
    Map<String, Map<String, Object>> operations = new TreeMap<>();
    methods()
        .forEach((path, methods) -> {
          for (String method : methods) {
            Object operation = at(List.of("paths", path, method.toLowerCase(Locale.ROOT)));
            operations.put(method + " " + path, map(operation));
          }
        });
    return operations;
  }

  /** The problems of which it has examples, as status and code. */
  Set<String> problems() {
    Set<String> problems = new TreeSet<>();
    for (Map<String, Object> operation : operations().values()) {
      map(operation.get("responses"))
          .forEach((status, response) ->
              codes(response).forEach(code -> problems.add(status + " " + code)));
    }
    return problems;
  }

  /** The names of the properties of a schema. */
  public Set<String> properties(String schema) {
    return map(at(List.of("components", "schemas", schema, "properties"))).keySet();
  }

  private Set<String> codes(Object response) {
    Set<String> codes = new TreeSet<>();
    Map<String, Object> contents = map(resolved(response).get("content"));
    Object examples = map(contents.get("application/problem+json")).get("examples");
    for (Object example : map(examples).values()) {
      codes.add(String.valueOf(map(resolved(example).get("value")).get("code")));
    }
    return codes;
  }

  /** What stands at a path of names, references followed; null for nothing. */
  @Nullable Object at(List<String> names) {
    Object at = root;
    for (String name : names) {
      at = resolved(at).get(name);
    }
    return at;
  }

  private Map<String, Object> resolved(@Nullable Object node) {
    Map<String, Object> here = map(node);
    if (!(here.get("$ref") instanceof String reference)) {
      return here;
    }
    return map(at(List.of(reference.substring("#/".length()).split("/"))));
  }

  /** Keys as strings, whatever YAML makes of them; empty for what is not there. */
  private static Map<String, Object> map(@Nullable Object node) {
    Map<String, Object> map = new TreeMap<>();
    if (node instanceof Map<?, ?> entries) {
      entries.forEach((key, value) -> map.put(String.valueOf(key), value));
    }
    return map;
  }
}
