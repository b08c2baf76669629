package org.daxlease.client;

import java.nio.file.Path;
import java.util.Optional;

/** Who the client says it is. */
@FunctionalInterface
public interface Credentials {

  /** Nobody in particular. */
  Credentials NONE = Optional::empty;

  /**
   * The value of the {@code Authorization} header, asked for with each request.
   *
   * @throws NoCredentialsException if there is none for now
   */
  Optional<String> authorization();

  /**
   * The bearer token in a file, read anew for each request, so that a rotated one counts at once.
   */
  static Credentials tokenFile(Path file) {
    return new TokenFile(file);
  }
}
