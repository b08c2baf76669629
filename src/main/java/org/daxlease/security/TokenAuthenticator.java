package org.daxlease.security;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.daxlease.coordination.Caller;
import org.daxlease.security.AccessProperties.Token;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

/** Mode {@code token}: this service itself has the list of tokens, and follows its file. */
final class TokenAuthenticator extends BearerAuthenticator implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(TokenAuthenticator.class);

  private final AccessProperties access;
  private final @Nullable TokensFile file;
  private final ScheduledExecutorService reloads =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("token-reload").factory());
  private volatile TokenTable table;
  private volatile boolean running;
  private Map<String, Token> fromFile;
  private String lastTrouble = "";

  /**
   * Reads all tokens.
   *
   * @throws MisconfiguredException if one of them makes no sense, or there are none at all
   */
  TokenAuthenticator(AccessProperties access) {
    this.access = access;
    this.file = access.tokensFile() == null ? null : new TokensFile(Path.of(access.tokensFile()));
    this.fromFile = file == null ? Map.of() : file.read();
    this.table = table(fromFile);
    if (file == null && table.isEmpty()) {
      throw new MisconfiguredException(
          "daxlease.security.mode is token and there is no token: nobody could get in.",
          "Set daxlease.security.tokens.<name>.value (or .sha256) and .roles, or"
              + " daxlease.security.tokens-file.");
    }
  }

  private TokenTable table(Map<String, Token> more) {
    Map<String, Token> all = new HashMap<>(access.tokens());
    more.forEach((name, token) -> {
      if (all.put(name, token) != null) {
        throw new MisconfiguredException(
            "daxlease.security.tokens." + name + " is set twice: there, and in the tokens-file.",
            "Take one of them away.");
      }
    });
    return TokenTable.of(all);
  }

  /** A file with nothing in it is more likely to be one that is just being written. */
  private static TokenTable someTokens(TokenTable table) {
    if (table.isEmpty()) {
      throw new MisconfiguredException(
          "The file of daxlease.security.tokens-file has no token: nobody could get in.",
          "Give it at least one token; a file that is written anew is best moved to its place.");
    }
    return table;
  }

  @Override
  CallerAuthentication admit(String token) {
    TokenTable.Known known =
        table.find(token).orElseThrow(() -> new InvalidBearerTokenException("Unknown token"));
    return new CallerAuthentication(known.caller(), () -> table.has(known));
  }

  @Override
  public Caller now(Caller then) {
    return new Caller(then.principal(), table.authorityOf(then.principal()));
  }

  @Override
  public void start() {
    running = true;
    if (file != null) {
      long interval = access.reloadInterval().toNanos();
      var _ =
          reloads.scheduleWithFixedDelay(
              () -> reload(file), interval, interval, TimeUnit.NANOSECONDS);
    }
  }

  /** Takes the file over if it has changed; if it makes no sense, what was good before stays. */
  private void reload(TokensFile changed) {
    try {
      Map<String, Token> read = changed.read();
      if (!read.equals(fromFile)) {
        table = someTokens(table(read));
        fromFile = read;
        log.info("The tokens have changed; there are {} from the file now", read.size());
      }
      lastTrouble = "";
    } catch (MisconfiguredException e) {
      String trouble = String.valueOf(e.getMessage());
      if (!trouble.equals(lastTrouble)) {
        lastTrouble = trouble;
        log.error("The tokens stay as they were: {} {}", trouble, e.action());
      }
    } catch (RuntimeException | Error e) {
      // An error too: the file would never be read again, and what is revoked stay good.
      log.error("The tokens could not be read again", e);
    }
  }

  @Override
  public void stop() {
    running = false;
    reloads.shutdownNow();
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
