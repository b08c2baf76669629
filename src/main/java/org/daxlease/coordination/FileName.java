package org.daxlease.coordination;

/** What names a file: unique together among the registered ones. */
record FileName(String filesystem, String path) {

  /** The same for the same name, of fixed length; a NUL can be in neither part. */
  String key() {
    return Sha256.of(filesystem + '\0' + path);
  }
}
