package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.Response;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The contract at the top of the repository, held against what really goes over the wire. Answers
 * must have every field that it requires and none that it does not name.
 *
 * <p>The validator passes any text for a parameter in the path (BadPathTest looks at those) and
 * knows no server-sent events: streams are compared with the list, entry by entry.
 */
final class Contract {
  /** Where the contract lies; tests run at the top of the repository. */
  static final Path FILE = Path.of("openapi.yaml");

  /** What a request that the contract does not allow is answered with. */
  private static final Set<Integer> MALFORMED = Set.of(400, 405, 406, 413, 415);

  /** An operation that can be refused in nearly every way there is. */
  private static final String REFUSABLE = "/v1/pins";

  private static final OpenApiInteractionValidator VALIDATOR =
      OpenApiInteractionValidator.createFor(FILE.toString()).build();

  private Contract() {}

  /**
   * Asserts that the answer is as the contract says, and so is the request, unless the answer calls
   * it malformed.
   */
  static void holds(HttpRequest request, String body, Answer answer) {
    List<ValidationReport.Message> broken = new ArrayList<>(brokenBy(request, answer));
    if (!MALFORMED.contains(answer.status()) && !unknownPath(request)) {
      broken.addAll(brokenBy(request, body));
    }
    assertThat(broken).as("openapi.yaml on %s", answer).isEmpty();
  }

  /** What the contract says against the request alone. */
  static List<ValidationReport.Message> brokenBy(HttpRequest request, String body) {
    return VALIDATOR.validateRequest(asRead(request, body)).getMessages();
  }

  /** What the contract says against the answer alone. */
  static List<ValidationReport.Message> brokenBy(HttpRequest request, Answer answer) {
    Response response = asRead(answer);
    Request.Method method = Request.Method.valueOf(request.method());
    if (answer.status() >= 400 && (unknownPath(request) || answer.status() == 405)) {
      // No operation of the contract is meant, but a problem document looks the same everywhere.
      return VALIDATOR.validateResponse(REFUSABLE, Request.Method.POST, response).getMessages();
    }
    return VALIDATOR.validateResponse(request.uri().getRawPath(), method, response).getMessages();
  }

  private static boolean unknownPath(HttpRequest request) {
    return VALIDATOR
        .validateRequest(SimpleRequest.Builder.get(request.uri().getRawPath()).build())
        .getMessages()
        .stream()
        .anyMatch(message -> message.getKey().equals("validation.request.path.missing"));
  }

  private static Request asRead(HttpRequest request, String body) {
    SimpleRequest.Builder read =
        new SimpleRequest.Builder(request.method(), request.uri().getRawPath());
    request.headers().map().forEach(read::withHeader);
    for (String parameter : parameters(request.uri())) {
      String[] parts = parameter.split("=", 2);
      read.withQueryParam(decoded(parts[0]), decoded(parts.length == 1 ? "" : parts[1]));
    }
    return body.isEmpty() ? read.build() : read.withBody(body).build();
  }

  private static Response asRead(Answer answer) {
    SimpleResponse.Builder read = SimpleResponse.Builder.status(answer.status());
    answer.headers().map().forEach(read::withHeader);
    return answer.text().isEmpty() ? read.build() : read.withBody(answer.text()).build();
  }

  private static List<String> parameters(URI uri) {
    return uri.getRawQuery() == null ? List.of() : List.of(uri.getRawQuery().split("&"));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
