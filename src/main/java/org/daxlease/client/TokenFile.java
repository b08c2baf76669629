package org.daxlease.client;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** A bearer token in a file, which may be another one tomorrow. */
final class TokenFile implements Credentials {

  /** What may stand in a header; RFC 6750, 2.1, allows a little less. */
  private static final Pattern TOKEN = Pattern.compile("[!-~]+");

  private final Path file;

  TokenFile(Path file) {
    this.file = file;
  }

  @Override
  public Optional<String> authorization() {
    try {
      String token = Files.readString(file).strip();
      if (!TOKEN.matcher(token).matches()) {
        throw new IOException(token.isEmpty() ? "it is empty" : "it holds more than one token");
      }
      return Optional.of("Bearer " + token);
    } catch (IOException e) {
      throw new NoCredentialsException(
          "the token file " + file + " cannot be used: " + reason(e), e);
    }
  }

  private static String reason(IOException failure) {
    return switch (failure) {
      case NoSuchFileException _ -> "there is none";
      case AccessDeniedException _ -> "it may not be read";
      case CharacterCodingException _ -> "it is no text";
      default -> String.valueOf(failure.getMessage());
    };
  }
}
