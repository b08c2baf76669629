package org.daxlease.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.springframework.http.HttpMethod;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/**
 * Decides on each request by the table of {@link EndpointPermission}s, before anything of it is
 * read.
 */
final class EndpointAuthorization implements AuthorizationManager<RequestAuthorizationContext> {

  private static final List<Endpoint> ENDPOINTS =
      EndpointPermission.ALL.stream()
          .map(permission -> new Endpoint(permission, permission.matcher()))
          .toList();

  private final Predicate<HttpServletRequest> openElsewhere;

  /**
   * Makes the decisions.
   *
   * @param openElsewhere requests that need no credentials because of where they arrived
   */
  EndpointAuthorization(Predicate<HttpServletRequest> openElsewhere) {
    this.openElsewhere = openElsewhere;
  }

  /**
   * Where everybody may do everything: /v1 is let through without a look-up, for speed; any other
   * path that is not in the table does not exist.
   */
  static AuthorizationManager<RequestAuthorizationContext> ofEverybody() {
    return (_, context) -> {
      HttpServletRequest request = context.getRequest();
      return request.getRequestURI().startsWith("/v1/") || !at(request).isEmpty()
          ? new Decision.Granted()
          : new Decision.NoSuchPath();
    };
  }

  private record Endpoint(EndpointPermission permission, PathPatternRequestMatcher matcher) {}

  /** What was decided, and why not. */
  sealed interface Decision extends AuthorizationResult {

    /** Yes. */
    record Granted() implements Decision {}

    /** Not with these roles. */
    record Forbidden() implements Decision {}

    /** There is nothing at this path. */
    record NoSuchPath() implements Decision {}

    /** There is nothing for this method. */
    record NoSuchMethod(Set<String> allowed) implements Decision {}

    @Override
    default boolean isGranted() {
      return this instanceof Granted;
    }
  }

  @Override
  public Decision authorize(
      Supplier<? extends Authentication> who, RequestAuthorizationContext context) {
    HttpServletRequest request = context.getRequest();
    List<EndpointPermission> here = at(request);
    Optional<EndpointPermission> permission =
        here.stream().filter(each -> each.method().equals(method(request))).findFirst();
    boolean open =
        permission.isPresent() && (permission.get().open() || openElsewhere.test(request));
    if (open) {
      return new Decision.Granted();
    }
    if (!(who.get() instanceof CallerAuthentication known)) {
      return new Decision.Forbidden();
    }
    if (here.isEmpty()) {
      return new Decision.NoSuchPath();
    }
    if (permission.isEmpty()) {
      return new Decision.NoSuchMethod(methods(here));
    }
    return permission.get().isGivenTo(known.caller().authority())
        ? new Decision.Granted()
        : new Decision.Forbidden();
  }

  private static List<EndpointPermission> at(HttpServletRequest request) {
    return ENDPOINTS.stream()
        .filter(each -> each.matcher().matches(request))
        .map(Endpoint::permission)
        .toList();
  }

  private static HttpMethod method(HttpServletRequest request) {
    String method = request.getMethod();
    return method.equals("HEAD") ? HttpMethod.GET : HttpMethod.valueOf(method);
  }

  private static Set<String> methods(List<EndpointPermission> permissions) {
    Set<String> methods = new TreeSet<>();
    permissions.forEach(permission -> methods.add(permission.method().name()));
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    return methods;
  }
}
