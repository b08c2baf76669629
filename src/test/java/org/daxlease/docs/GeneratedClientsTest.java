package org.daxlease.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The contract says nothing of which OpenAPI Generator 7.17 makes clients in Java, Python or
 * TypeScript that do not compile or cannot read an answer, right as it would be.
 */
class GeneratedClientsTest {

  private static final Set<String> NO_SCHEMAS = Set.of("example", "examples", "enum");

  private final JsonNode contract = JsonMapper.shared().valueToTree(Contract.read().root());

  private static Stream<JsonNode> all(JsonNode node) {
    Stream<JsonNode> children =
        node.isObject()
            ? node.properties().stream()
                .filter(property -> !NO_SCHEMAS.contains(property.getKey()))
                .map(Map.Entry::getValue)
            : node.valueStream();
    return Stream.concat(Stream.of(node), children.flatMap(GeneratedClientsTest::all));
  }

  private Stream<JsonNode> properties() {
    return all(contract).flatMap(schema -> schema.path("properties").valueStream());
  }

  @Test
  void noFieldIsAlwaysNull() {
    assertThat(properties())
        .isNotEmpty()
        .noneMatch(p -> "null".equals(p.path("type").asString("")));
  }

  @Test
  void noBooleanIsConstant() {
    assertThat(properties()).noneMatch(p -> p.path("const").isBoolean());
  }

  @Test
  void itemsOfListsHaveANameAndOneForm() {
    assertThat(all(contract).filter(s -> "array".equals(s.path("type").asString(""))))
        .isNotEmpty()
        .allSatisfy(list -> {
          JsonNode item = list.path("items");
          assertThat(item.has("oneOf") || item.has("anyOf")).isFalse();
          assertThat(!item.has("properties") || item.has("title")).isTrue();
        });
  }

  @Test
  void formatOfIdsIsEnough() {
    assertThat(all(contract).filter(s -> "uuid".equals(s.path("format").asString(""))))
        .isNotEmpty()
        .noneMatch(id -> id.has("pattern"));
  }

  @Test
  void optionalObjectsSayThatTheyMayBeNullWhereTheyAreUsed() {
    assertThat(contract.at("/components/schemas").valueStream())
        .isNotEmpty()
        .noneMatch(s -> s.path("type").isArray() && s.has("properties"));
  }

  /** The first is what a client takes that asks for all of them. */
  @Test
  void answersInSeveralFormsBeginWithJson() {
    assertThat(all(contract).map(node -> node.path("content")).filter(forms -> forms.size() > 1))
        .isNotEmpty()
        .allSatisfy(forms ->
            assertThat(forms.propertyNames()).first().asString().isEqualTo("application/json"));
  }

  /** Else the methods of the one would take the place of the other's. */
  @Test
  void whatReceiversGetHasATagOfItsOwn() {
    assertThat(tags("webhooks")).isNotEmpty().doesNotContainAnyElementsOf(tags("paths"));
  }

  private Set<String> tags(String part) {
    return all(contract.path(part))
        .flatMap(operation -> operation.path("tags").valueStream())
        .map(JsonNode::asString)
        .collect(Collectors.toSet());
  }
}
