package org.daxlease.command;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import org.daxlease.client.CoordinatorClient;
import org.daxlease.client.Credentials;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Where the service is, and who asks. */
final class ServerOptions {

  private static final URI LOCAL = URI.create("http://127.0.0.1:8080");

  /** Answers come soon here: no command has a poll that waits for longer than a second. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Option(
      names = "--server",
      paramLabel = "URL",
      converter = Address.class,
      defaultValue = "${env:DAXLEASE_SERVER:-http://127.0.0.1:8080}",
      description = "the service (DAXLEASE_SERVER, or ${DEFAULT-VALUE})")
  private URI server = LOCAL;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      defaultValue = "${env:DAXLEASE_TOKEN_FILE}",
      description = "file with the bearer token, read anew each time (DAXLEASE_TOKEN_FILE)")
  private @Nullable Path tokenFile;

  /** An address with which requests can be made. */
  private static final class Address implements ITypeConverter<URI> {

    private static final int HIGHEST_PORT = 65535;

    @Override
    public URI convert(String text) {
      try {
        // A variable that is empty is not set.
        URI address = text.isEmpty() ? LOCAL : new URI(text);
        String scheme = address.getScheme();
        boolean http = "http".equals(scheme) || "https".equals(scheme);
        if (http && address.getHost() != null && address.getPort() <= HIGHEST_PORT) {
          return address;
        }
      } catch (URISyntaxException e) {
        // Answered like every other text that is no address.
      }
      throw new TypeConversionException("'" + text + "' is no http or https URL");
    }
  }

  Credentials credentials() {
    return tokenFile == null || tokenFile.toString().isEmpty()
        ? Credentials.NONE
        : Credentials.tokenFile(tokenFile);
  }

  CoordinatorClient coordinator() {
    return CoordinatorClient.at(server, credentials(), PATIENCE);
  }
}
