package org.daxlease.security;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.daxlease.coordination.Authority;
import org.daxlease.coordination.Role;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/**
 * Who may use an endpoint, whatever it is about; whether the things are the caller's own is asked
 * where the things are.
 *
 * @param method HEAD is the same as GET
 * @param path its pattern, as in {@code openapi.yaml}
 * @param roles one of which is needed; the operator has them all
 * @param open whether it needs no credentials
 */
record EndpointPermission(HttpMethod method, String path, Set<Role> roles, boolean open) {

  /** Every endpoint that there is. What is not here does not exist. */
  static final List<EndpointPermission> ALL =
      List.of(
          get("/v1/filesystems", Role.HOLDER, Role.ORCHESTRATOR, Role.VIEWER),
          get("/v1/filesystems/{name}", Role.HOLDER, Role.ORCHESTRATOR, Role.VIEWER),
          of(HttpMethod.PUT, "/v1/filesystems/{name}"),
          get("/v1/files", Role.HOLDER, Role.ORCHESTRATOR, Role.VIEWER),
          post("/v1/files", Role.HOLDER, Role.ORCHESTRATOR),
          get("/v1/files/{id}", Role.HOLDER, Role.ORCHESTRATOR, Role.VIEWER),
          of(HttpMethod.PATCH, "/v1/files/{id}"),
          delete("/v1/files/{id}", Role.ORCHESTRATOR),
          get("/v1/files/{id}/blockers", Role.ORCHESTRATOR, Role.VIEWER),
          get("/v1/files/{id}/pins", Role.HOLDER, Role.ORCHESTRATOR, Role.VIEWER),
          get("/v1/files/{id}/leases", Role.HOLDER, Role.ORCHESTRATOR, Role.VIEWER),
          get("/v1/files/{id}/mappings", Role.HOLDER, Role.ORCHESTRATOR, Role.VIEWER),
          get("/v1/files/{id}/operations", Role.ORCHESTRATOR, Role.VIEWER),
          get("/v1/processes", Role.HOLDER, Role.VIEWER),
          post("/v1/processes", Role.HOLDER),
          get("/v1/processes/{id}", Role.HOLDER, Role.VIEWER),
          delete("/v1/processes/{id}", Role.HOLDER),
          post("/v1/processes/{id}/fence"),
          post("/v1/processes/{id}/heartbeat", Role.HOLDER),
          get("/v1/processes/{id}/file-pins", Role.HOLDER, Role.VIEWER),
          get("/v1/processes/{id}/signals", Role.HOLDER, Role.VIEWER),
          post("/v1/mappings", Role.HOLDER),
          get("/v1/mappings/{id}", Role.HOLDER, Role.ORCHESTRATOR, Role.VIEWER),
          delete("/v1/mappings/{id}", Role.HOLDER),
          post("/v1/leases", Role.HOLDER),
          get("/v1/leases/{id}", Role.HOLDER, Role.ORCHESTRATOR, Role.VIEWER),
          delete("/v1/leases/{id}", Role.HOLDER),
          post("/v1/pins", Role.HOLDER),
          post("/v1/pins/batch", Role.HOLDER),
          get("/v1/pins/{id}", Role.HOLDER, Role.ORCHESTRATOR, Role.VIEWER),
          delete("/v1/pins/{id}", Role.HOLDER),
          post("/v1/pins/{id}/trim", Role.HOLDER),
          post("/v1/pins/{id}/transfer", Role.HOLDER),
          get("/v1/operations", Role.ORCHESTRATOR, Role.VIEWER),
          post("/v1/operations", Role.ORCHESTRATOR),
          get("/v1/operations/{id}", Role.ORCHESTRATOR, Role.VIEWER),
          delete("/v1/operations/{id}", Role.ORCHESTRATOR),
          post("/v1/operations/{id}/complete", Role.ORCHESTRATOR),
          post("/v1/operations/{id}/renew", Role.ORCHESTRATOR),
          post("/v1/operations/{id}/expedite"),
          get("/v1/breaks/{id}", Role.HOLDER, Role.ORCHESTRATOR, Role.VIEWER),
          get("/v1/hosts/{host}/agent", Role.HOLDER, Role.ORCHESTRATOR, Role.VIEWER),
          of(HttpMethod.PUT, "/v1/hosts/{host}/agent", Role.HOLDER),
          get("/v1/events", Role.HOLDER, Role.ORCHESTRATOR, Role.VIEWER),
          get("/v1/webhooks", Role.HOLDER, Role.ORCHESTRATOR, Role.VIEWER),
          post("/v1/webhooks", Role.HOLDER, Role.ORCHESTRATOR),
          get("/v1/webhooks/{id}", Role.HOLDER, Role.ORCHESTRATOR, Role.VIEWER),
          delete("/v1/webhooks/{id}", Role.HOLDER, Role.ORCHESTRATOR),
          post("/v1/webhooks/{id}/pause", Role.HOLDER, Role.ORCHESTRATOR),
          post("/v1/webhooks/{id}/resume", Role.HOLDER, Role.ORCHESTRATOR),
          post("/v1/webhooks/{id}/rotate-secret", Role.HOLDER, Role.ORCHESTRATOR),
          post("/v1/webhooks/{id}/test", Role.HOLDER, Role.ORCHESTRATOR),
          post("/v1/webhooks/{id}/redeliver", Role.HOLDER, Role.ORCHESTRATOR),
          get("/v1/webhooks/{id}/deliveries", Role.HOLDER, Role.ORCHESTRATOR, Role.VIEWER),
          get(
              "/v1/webhooks/{id}/deliveries/{eventId}",
              Role.HOLDER,
              Role.ORCHESTRATOR,
              Role.VIEWER),
          post("/v1/webhooks/{id}/deliveries/{eventId}/redeliver", Role.HOLDER, Role.ORCHESTRATOR),
          get("/v1/overview", Role.HOLDER, Role.ORCHESTRATOR, Role.VIEWER),
          open("/openapi.yaml"),
          open("/swagger-ui.html"),
          open("/swagger-ui/*"),
          open("/actuator/health"),
          open("/actuator/health/*"),
          get("/actuator/info", Role.HOLDER, Role.ORCHESTRATOR, Role.VIEWER),
          get("/actuator/prometheus", Role.VIEWER),
          get("/actuator/sbom", Role.VIEWER),
          get("/actuator/sbom/*", Role.VIEWER));

  private static EndpointPermission of(HttpMethod method, String path, Role... roles) {
    Set<Role> some = EnumSet.of(Role.OPERATOR);
    some.addAll(List.of(roles));
    return new EndpointPermission(method, path, some, false);
  }

  private static EndpointPermission get(String path, Role... roles) {
    return of(HttpMethod.GET, path, roles);
  }

  private static EndpointPermission post(String path, Role... roles) {
    return of(HttpMethod.POST, path, roles);
  }

  private static EndpointPermission delete(String path, Role... roles) {
    return of(HttpMethod.DELETE, path, roles);
  }

  private static EndpointPermission open(String path) {
    return new EndpointPermission(HttpMethod.GET, path, Set.of(), true);
  }

  /** Whether these give it; the node agent of a host is a holder. */
  boolean isGivenTo(Authority authority) {
    return (roles.contains(Role.HOLDER) && authority.holds())
        || authority.has(roles.toArray(Role[]::new));
  }

  /** What matches its path, whatever the method. */
  PathPatternRequestMatcher matcher() {
    return PathPatternRequestMatcher.pathPattern(path);
  }
}
