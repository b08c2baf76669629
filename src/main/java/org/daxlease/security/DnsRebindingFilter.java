package org.daxlease.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import org.daxlease.coordination.web.Problem;
import org.daxlease.coordination.web.ProblemWriter;
import org.daxlease.protocol.Errno;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets requests through that were made for this machine. Where nobody has to say who they are, a
 * web page from anywhere could otherwise have its own name lead to loopback (DNS rebinding), or
 * just send what a browser sends without asking first.
 */
final class DnsRebindingFilter extends OncePerRequestFilter {

  private final List<String> addresses;
  private final List<String> origins;
  private final ProblemWriter problems;

  /**
   * Makes the filter.
   *
   * @param addresses where the service listens: names that are as good as that of loopback
   * @param origins of pages that may call although they come from elsewhere
   */
  DnsRebindingFilter(List<String> addresses, List<String> origins, ProblemWriter problems) {
    this.addresses = addresses.stream().map(each -> each.toLowerCase(Locale.ROOT)).toList();
    this.origins = List.copyOf(origins);
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String host = request.getHeader(HttpHeaders.HOST);
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (!isOwn(host)) {
      problems.write(request, response, refusal("Host"));
    } else if (!isOwn(origin, host)) {
      problems.write(request, response, refusal("Origin"));
    } else {
      chain.doFilter(request, response);
    }
  }

  private static Problem refusal(String header) {
    return Problem.of(
        Errno.EACCES,
        HttpStatus.FORBIDDEN,
        header
            + " must be of this machine, such as localhost: everybody there may do everything."
            + " For others, set daxlease.security.mode.");
  }

  /** Only what is no browser leaves the header out. */
  private boolean isOwn(@Nullable String host) {
    if (host == null || host.isEmpty()) {
      return true;
    }
    String name = withoutPort(host.toLowerCase(Locale.ROOT));
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || addresses.contains(name)
        || isLoopback(name);
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    String name = colon >= 0 && isPort(host.substring(colon + 1)) ? host.substring(0, colon) : host;
    boolean bracketed = name.startsWith("[") && name.endsWith("]");
    return bracketed ? name.substring(1, name.length() - 1) : name;
  }

  private static boolean isPort(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** Never looks a name up. */
  private static boolean isLoopback(String literal) {
    try {
      return InetAddress.ofLiteral(literal).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private boolean isOwn(@Nullable String origin, @Nullable String host) {
    return origin == null
        || origins.contains(origin)
        || origin.replaceFirst("^https?://", "").equalsIgnoreCase(host);
  }
}
