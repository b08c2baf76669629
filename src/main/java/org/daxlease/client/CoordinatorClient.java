package org.daxlease.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import tools.jackson.databind.JsonNode;

/**
 * A coordinator over HTTP. Safe for use by many threads; each call is one request. Calls end with
 * {@link ProblemException} where the service refuses and with {@link UnreachableException} where it
 * does not answer.
 */
public final class CoordinatorClient {

  /** Longer than the longest poll, 60 seconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(75);

  private static final Duration CONNECTING = Duration.ofSeconds(5);

  private final URI server;
  private final Credentials credentials;
  private final HttpClient http;
  private final Duration patience;
  private final ServerClock clock = new ServerClock();
  private final RestClient rest;
  private final HttpServiceProxyFactory services;

  private CoordinatorClient(
      URI server, Credentials credentials, HttpClient http, Duration patience) {
    // Every path begins with a slash of its own.
    this.server = URI.create(server.toString().replaceAll("/+$", ""));
    this.credentials = credentials;
    this.http = http;
    this.patience = patience;
    var requests = new JdkClientHttpRequestFactory(http);
    requests.setReadTimeout(patience);
    this.rest =
        RestClient.builder()
            .baseUrl(this.server)
            .requestFactory(requests)
            .configureMessageConverters(
                converters -> converters.addCustomConverter(new AnswerReader(this.server)))
            .requestInterceptor(exchange())
            .bufferContent((_, _) -> true)
            .defaultStatusHandler(
                HttpStatusCode::isError,
                (_, response) -> {
                  byte[] body = response.getBody().readAllBytes();
                  throw new ProblemException(
                      response.getStatusCode().value(), new String(body, StandardCharsets.UTF_8));
                })
            .build();
    this.services = HttpServiceProxyFactory.builderFor(RestClientAdapter.create(rest)).build();
  }

  private static HttpClient client(URI server) {
    HttpClient.Builder client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECTING);
    if ("http".equals(server.getScheme())) {
      client.sslContext(noTls());
    }
    return client.build();
  }

  /**
   * Trusts nobody. The default context reads all certificates of the JDK, which takes longer than
   * most commands, and no redirect leads from http to anywhere.
   */
  private static SSLContext noTls() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[0], null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no TLS", e);
    }
  }

  /**
   * A coordinator for commands and holders.
   *
   * @param server such as {@code http://127.0.0.1:8080}
   */
  public static CoordinatorClient at(URI server, Credentials credentials) {
    return at(server, credentials, PATIENCE);
  }

  /** The same for somebody who does no long polls and wants to hear soon that nobody answers. */
  public static CoordinatorClient at(URI server, Credentials credentials, Duration patience) {
    return new CoordinatorClient(server, credentials, client(server), patience);
  }

  /** The same for requests that are to be answered sooner, on the same connections. */
  public CoordinatorClient withPatience(Duration patience) {
    return new CoordinatorClient(server, credentials, http, patience);
  }

  private ClientHttpRequestInterceptor exchange() {
    return (request, body, execution) -> {
      credentials
          .authorization()
          .ifPresent(value -> request.getHeaders().set(HttpHeaders.AUTHORIZATION, value));
      try {
        var response = execution.execute(request, body);
        clock.saw(response.getHeaders().getFirst(HttpHeaders.DATE));
        check(request.getMethod(), response);
        return response;
      } catch (IOException e) {
        throw new UnreachableException(server, e);
      }
    };
  }

  /**
   * Refuses what is neither an answer of the service nor an error, such as the page of a proxy. The
   * body is read, whatever its status: an answer that breaks off is none, and to ask again is all
   * that one can do about it.
   */
  private static void check(HttpMethod method, ClientHttpResponse response) throws IOException {
    HttpStatusCode status = response.getStatusCode();
    String type = response.getHeaders().getFirst(HttpHeaders.CONTENT_TYPE);
    boolean empty = response.getBody().available() == 0;
    boolean answers =
        status.isSameCodeAs(HttpStatus.NO_CONTENT)
            ? method.equals(HttpMethod.DELETE)
            : status.is2xxSuccessful() && !empty && isJson(type);
    if (!status.isError() && !answers) {
      throw new IOException(
          "HTTP %d, %s, is no answer of the service"
              .formatted(status.value(), empty ? "empty" : type));
    }
  }

  private static boolean isJson(@Nullable String type) {
    try {
      return type != null
          && MediaType.APPLICATION_JSON.equalsTypeAndSubtype(MediaType.parseMediaType(type));
    } catch (InvalidMediaTypeException e) {
      return false;
    }
  }

  public URI server() {
    return server;
  }

  /** How long it waits for an answer, but for that of a stream. */
  public Duration patience() {
    return patience;
  }

  HttpClient http() {
    return http;
  }

  public ProcessApi processes() {
    return services.createClient(ProcessApi.class);
  }

  public HoldingApi holdings() {
    return services.createClient(HoldingApi.class);
  }

  public FileApi files() {
    return services.createClient(FileApi.class);
  }

  /** The time as the service last told it. */
  public ServerClock clock() {
    return clock;
  }

  /**
   * What the service shows at a path, as it shows it.
   *
   * @param path from {@code /v1} on, its variables in braces
   */
  public JsonNode show(String path, Object... variables) {
    JsonNode shown = rest.get().uri(path, variables).retrieve().body(JsonNode.class);
    if (shown == null || !shown.isObject()) {
      throw new UnreachableException(server, new IOException(AnswerReader.NO_ANSWER));
    }
    return shown;
  }

  /** The same of a list: what it shows has {@code items}. */
  public JsonNode list(String path, Object... variables) {
    JsonNode shown = show(path, variables);
    if (!shown.path("items").isArray()) {
      throw new UnreachableException(server, new IOException(AnswerReader.NO_ANSWER));
    }
    return shown;
  }

  /**
   * Opens a stream of events and returns once the service has fixed its beginning.
   *
   * @param path with its query, escaped
   * @param lastEventId where to resume; null for the stream's own beginning
   */
  public EventStream stream(String path, @Nullable Long lastEventId) {
    return EventStream.open(http, server, path, credentials, lastEventId);
  }
}
