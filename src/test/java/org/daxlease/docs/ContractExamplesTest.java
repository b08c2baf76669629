package org.daxlease.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.report.MessageResolver;
import com.atlassian.oai.validator.report.ValidationReport;
import com.atlassian.oai.validator.schema.SchemaValidator;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.parser.OpenAPIV3Parser;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** What {@code openapi.yaml} shows is what it says. */
class ContractExamplesTest {

  /** Of this the schemas; the parser loses what is null in an example. */
  private static final OpenAPI PARSED = new OpenAPIV3Parser().read("openapi.yaml");

  private static final Contract CONTRACT = Contract.read();
  private static final JsonMapper JSON = JsonMapper.shared();

  private static final SchemaValidator SCHEMAS = new SchemaValidator(PARSED, new MessageResolver());

  /** One example, and where it stands. */
  record Shown(List<String> where, Schema<?> schema) {

    String json() {
      return JSON.writeValueAsString(CONTRACT.at(where));
    }

    @Override
    public String toString() {
      return String.join(" ", where);
    }
  }

  @ParameterizedTest
  @MethodSource("shown")
  void isAsItsSchemaSays(Shown shown) {
    assertThat(broken(shown.json(), shown.schema())).as(shown.json()).isEmpty();
  }

  @Test
  void anotherWouldBeNoticed() {
    Shown overview =
        shown().stream()
            .filter(it -> it.where().contains("/v1/overview"))
            .findFirst()
            .orElseThrow();

    assertThat(broken("{}", overview.schema())).isNotEmpty();
  }

  private static List<ValidationReport.Message> broken(String json, Schema<?> schema) {
    return SCHEMAS.validate(json, schema, "").getMessages();
  }

  static List<Shown> shown() {
    List<Shown> all = new ArrayList<>();
    PARSED
        .getPaths()
        .forEach((path, item) ->
            item.readOperationsMap()
                .forEach((method, operation) ->
                    addAll(
                        List.of("paths", path, method.name().toLowerCase(Locale.ROOT)),
                        operation,
                        all)));
    return all;
  }

  private static void addAll(List<String> where, Operation operation, List<Shown> all) {
    if (operation.getRequestBody() != null) {
      addAll(with(where, "requestBody"), operation.getRequestBody().getContent(), all);
    }
    operation
        .getResponses()
        .forEach((status, response) ->
            addAll(with(where, "responses", status), resolved(response).getContent(), all));
  }

  private static void addAll(List<String> where, @Nullable Content content, List<Shown> all) {
    if (content == null) {
      return;
    }
    content.forEach((type, body) -> {
      if (type.endsWith("json") && body.getExamples() != null) {
        for (String name : body.getExamples().keySet()) {
          all.add(
              new Shown(with(where, "content", type, "examples", name, "value"), body.getSchema()));
        }
      }
    });
  }

  private static ApiResponse resolved(ApiResponse response) {
    String reference = response.get$ref();
    return reference == null
        ? response
        : PARSED
            .getComponents()
            .getResponses()
            .get(reference.substring(reference.lastIndexOf('/') + 1));
  }

  private static List<String> with(List<String> where, String... more) {
    List<String> longer = new ArrayList<>(where);
    longer.addAll(List.of(more));
    return longer;
  }
}
