package org.daxlease.coordination.web;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.daxlease.coordination.web.json.InvalidFieldsException;
import org.daxlease.coordination.web.json.StrictText;

/** The text of a cursor: which list, and the last key that was seen of it. */
final class Cursor {

  static final String EXPECTED = "must be the nextCursor of a page of this list";

  private Cursor() {}

  static String encode(String path, String key) {
    byte[] text = (path + "\n" + key).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
  }

  /** The key in a cursor of this list. */
  static String decode(String path, String cursor) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(cursor);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      String prefix = path + "\n";
      if (text.startsWith(prefix) && text.length() > prefix.length()) {
        return StrictText.string(text.substring(prefix.length()));
      }
    } catch (IllegalArgumentException | CharacterCodingException e) {
      // Not base64, not UTF-8, or with a key that is none: not one of ours.
    }
    throw new InvalidFieldsException("cursor", EXPECTED);
  }
}
