package org.daxlease.coordination;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What names a file: unique together among the registered ones. */
record FileName(String filesystem, String path) {

  /** The same for the same name, of fixed length; a NUL can be in neither part. */
  String key() {
    try {
      byte[] name = (filesystem + '\0' + path).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(name));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
