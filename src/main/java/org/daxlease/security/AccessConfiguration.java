package org.daxlease.security;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.daxlease.coordination.QuotaProperties;
import org.daxlease.coordination.web.CredentialValidity;
import org.daxlease.coordination.web.ProblemWriter;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.context.request.async.WebAsyncManagerIntegrationFilter;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.session.DisableEncodeUrlFilter;
import org.springframework.security.web.session.SessionManagementFilter;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;

/** Puts together who is let in, and what every answer says to browsers. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

  private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";

  /** The pages of Swagger UI: its own scripts, styles it writes itself, its icons. */
  private static final String ITSELF =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'"
          + " data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action"
          + " 'none'; frame-ancestors 'none'";

  /**
   * What every request would pass for nothing: there are no sessions, and Spring MVC carries
   * nothing out on threads of its own.
   */
  private static final Set<Class<? extends Filter>> USELESS =
      Set.of(
          DisableEncodeUrlFilter.class,
          SessionManagementFilter.class,
          WebAsyncManagerIntegrationFilter.class);

  @Bean
  CallerAuthenticator authenticator(AccessProperties access) {
    return switch (access.mode()) {
      case NONE -> new OpenAuthenticator();
      case TOKEN -> new TokenAuthenticator(access);
      case JWT -> new JwtAuthenticator(access.jwt());
    };
  }

  @Bean
  CredentialValidity validity(CallerAuthenticator authenticator) {
    return authenticator::stillGood;
  }

  /** 1 while everybody who reaches the service from elsewhere may do everything, else 0. */
  @Bean
  MeterBinder insecure(AccessProperties access, Environment environment) {
    double insecure = new ListenAddressCheck(environment).isInsecure(access) ? 1 : 0;
    return registry ->
        Gauge.builder("daxlease.security.insecure", () -> insecure)
            .description("1: everybody who reaches the service may do everything")
            .register(registry);
  }

  @Bean
  @ConditionalOnProperty("daxlease.security.quota.requests-per-second")
  Customizer<HttpSecurity> rateLimit(
      QuotaProperties quota, CallerAuthenticator authenticator, ProblemWriter problems) {
    int perSecond = Objects.requireNonNull(quota.requestsPerSecond());
    var limit = new RateLimit(perSecond, authenticator, problems, System::nanoTime);
    // Behind what knows the caller; what is not allowed counts, too.
    return http -> http.addFilterBefore(limit, AuthorizationFilter.class);
  }

  /** Where others can reach the service, it is told from outside by what names they may. */
  @Bean
  Customizer<HttpSecurity> ownNames(
      AccessProperties access, Environment environment, ProblemWriter problems) {
    List<String> addresses =
        Stream.of("server.address", "management.server.address")
            .map(environment::getProperty)
            .filter(Objects::nonNull)
            .toList();
    var names = new DnsRebindingFilter(addresses, access.cors().allowedOrigins(), problems);
    boolean everybodyMayEverything = access.mode() == Mode.NONE && !access.allowInsecure();
    return http -> {
      if (everybodyMayEverything) {
        http.addFilterAfter(names, HeaderWriterFilter.class);
      }
    };
  }

  /** The request as a whole is observed; each filter on its way would cost more than its work. */
  @Bean
  SecurityObservationSettings requestsAreObservedAsAWhole() {
    return SecurityObservationSettings.noObservations();
  }

  @Bean
  SecurityProblems securityProblems(ProblemWriter problems) {
    return new SecurityProblems(problems);
  }

  /** What is left to others: methods to the controllers, parameters to their own checks. */
  @Bean
  StrictHttpFirewall firewall() {
    StrictHttpFirewall firewall = new StrictHttpFirewall();
    firewall.setUnsafeAllowAnyHttpMethod(true);
    firewall.setAllowedHeaderNames(_ -> true);
    firewall.setAllowedHeaderValues(_ -> true);
    firewall.setAllowedParameterNames(_ -> true);
    firewall.setAllowedParameterValues(_ -> true);
    return firewall;
  }

  @Bean
  @ConditionalOnWebApplication
  SecurityFilterChain chain(
      HttpSecurity http,
      AccessProperties access,
      CallerAuthenticator authenticator,
      SecurityProblems securityProblems,
      ProblemWriter problems,
      Environment environment)
      throws Exception {
    http.csrf(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .headers(AccessConfiguration::headers);
    cors(http, access.cors().allowedOrigins(), problems);
    switch (authenticator) {
      case OpenAuthenticator _ ->
          // There is no caller, so nothing has to store or expose one.
          http.anonymous(AbstractHttpConfigurer::disable)
              .securityContext(AbstractHttpConfigurer::disable)
              .servletApi(AbstractHttpConfigurer::disable)
              .exceptionHandling(e -> e.accessDeniedHandler(securityProblems))
              .authorizeHttpRequests(
                  r -> r.anyRequest().access(EndpointAuthorization.ofEverybody()));
      case BearerAuthenticator bearer -> {
        var filter = new BearerTokenAuthenticationFilter(bearer, new SingleHeaderTokenConverter());
        filter.setAuthenticationFailureHandler(securityProblems);
        filter.setAuthenticationEntryPoint(securityProblems);
        http.addFilterAt(filter, BasicAuthenticationFilter.class)
            .exceptionHandling(e ->
                e.authenticationEntryPoint(securityProblems).accessDeniedHandler(securityProblems))
            .authorizeHttpRequests(
                r -> r.anyRequest().access(new EndpointAuthorization(metricsPort(environment))));
      }
    }
    DefaultSecurityFilterChain chain = http.build();
    chain.getFilters().removeIf(filter -> USELESS.contains(filter.getClass()));
    return chain;
  }

  private static void cors(HttpSecurity http, List<String> origins, ProblemWriter problems)
      throws Exception {
    http.cors(AbstractHttpConfigurer::disable);
    if (origins.isEmpty()) {
      return;
    }
    CorsConfiguration allowed = new CorsConfiguration();
    allowed.setAllowedOrigins(origins);
    allowed.setAllowedMethods(List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"));
    allowed.setAllowedHeaders(
        List.of(
            HttpHeaders.AUTHORIZATION,
            HttpHeaders.CONTENT_TYPE,
            HttpHeaders.IF_MATCH,
            HttpHeaders.IF_NONE_MATCH,
            "Idempotency-Key",
            "Last-Event-ID"));
    allowed.setExposedHeaders(
        List.of(
            HttpHeaders.ETAG,
            HttpHeaders.LOCATION,
            HttpHeaders.RETRY_AFTER,
            HttpHeaders.WWW_AUTHENTICATE));
    var source = new UrlBasedCorsConfigurationSource();
    source.registerCorsConfiguration("/v1/**", allowed);
    var filter = new CorsFilter(source);
    filter.setCorsProcessor(new CorsRefusals(problems));
    http.addFilter(filter);
  }

  private static void headers(HeadersConfigurer<HttpSecurity> headers) {
    // Beside what is there by default: nosniff, no framing, no caching, HSTS where TLS ends here.
    headers
        .referrerPolicy(r -> r.policy(ReferrerPolicy.NO_REFERRER))
        .addHeaderWriter((request, response) ->
            response.setHeader(
                "Content-Security-Policy",
                request.getRequestURI().startsWith("/swagger-ui") ? ITSELF : NOTHING));
  }

  /** Metrics on a port of their own are for whoever is let near that port. */
  private static Predicate<HttpServletRequest> metricsPort(Environment environment) {
    return request -> {
      String own = environment.getProperty("local.management.port");
      return own != null
          && !own.equals(environment.getProperty("local.server.port"))
          && own.equals(Integer.toString(request.getLocalPort()))
          && request.getRequestURI().equals("/actuator/prometheus");
    };
  }
}
