package org.daxlease.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A user by uid, which is any of 32 bits without sign, or by a name of {@code /etc/passwd}. */
final class UidConverter implements ITypeConverter<Long> {

  private static final Path PASSWD = Path.of("/etc/passwd");
  private static final int UID = 2;

  @Override
  public Long convert(String text) throws IOException {
    if (text.matches("\\d{1,10}")) {
      return Long.valueOf(text);
    }
    try (Stream<String> lines = Files.lines(PASSWD)) {
      return lines
          .map(line -> line.split(":", -1))
          .filter(fields -> fields.length > UID && fields[0].equals(text))
          .map(fields -> Long.valueOf(fields[UID]))
          .findFirst()
          .orElseThrow(() ->
              new TypeConversionException(
                  "'" + text + "' is no user of " + PASSWD + ": give the uid"));
    }
  }
}
