package org.daxlease.webhook.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Looks a name up, once for each connection, and lets only allowed addresses through: the client
 * connects to what this answers, so no second look-up can say something else (DNS rebinding).
 *
 * <p>Look-ups run on threads of their own. They are native calls that hold on to the carrier of a
 * virtual thread, and two of them that hang would stop a service with two processors. A name that
 * is being looked up is not looked up beside that: one that hangs keeps one thread.
 */
final class GuardedResolver implements DnsResolver, AutoCloseable {

  private static final int LOOKUPS_AT_ONCE = 64;

  /**
   * The client tries one after the other, each for as long as a connection may take, and a claim
   * outlives an attempt by one of them only.
   */
  private static final int MOST_TRIED = 2;

  private final DnsResolver names;
  private final AddressGuard guard;
  private final Duration patience;
  private final Map<String, CompletableFuture<InetAddress[]>> running = new ConcurrentHashMap<>();
  private final ExecutorService lookups =
      Executors.newFixedThreadPool(
          LOOKUPS_AT_ONCE, Thread.ofPlatform().daemon().name("webhook-names-", 0).factory());

  GuardedResolver(AddressGuard guard, Duration patience) {
    this(SystemDefaultDnsResolver.INSTANCE, guard, patience);
  }

  GuardedResolver(DnsResolver names, AddressGuard guard, Duration patience) {
    this.names = names;
    this.guard = guard;
    this.patience = patience;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    Optional<InetAddress> literal = literal(host);
    InetAddress[] all = literal.isPresent() ? new InetAddress[] {literal.get()} : lookup(host);
    InetAddress[] allowed =
        Arrays.stream(all).filter(guard::allows).limit(MOST_TRIED).toArray(InetAddress[]::new);
    if (allowed.length == 0) {
      throw new ForbiddenAddressException(host);
    }
    return allowed;
  }

  /** What is an address already needs no look-up. */
  private static Optional<InetAddress> literal(String host) {
    try {
      return host.isEmpty() || Character.isLetter(host.charAt(0))
          ? Optional.empty()
          : Optional.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private InetAddress[] lookup(String host) throws UnknownHostException {
    try {
      return running
          .computeIfAbsent(host, this::begin)
          .get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new SlowNameException(host);
    } catch (ExecutionException e) {
      throw new UnknownHostException(host);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnknownHostException(host);
    }
  }

  private CompletableFuture<InetAddress[]> begin(String host) {
    var found = new CompletableFuture<InetAddress[]>();
    lookups.execute(() -> {
      Runnable tell;
      try {
        InetAddress[] all = names.resolve(host);
        tell = () -> found.complete(all);
      } catch (UnknownHostException | RuntimeException | Error e) {
        tell = () -> found.completeExceptionally(e);
      }
      // Before anybody is told, so that who asks again after that is not told the same.
      running.remove(host, found);
      tell.run();
    });
    return found;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  @Override
  public void close() {
    lookups.shutdownNow();
  }
}
