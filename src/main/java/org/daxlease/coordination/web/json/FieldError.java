package org.daxlease.coordination.web.json;

/**
 * What is wrong with one field of a request.
 *
 * @param field the JSON path of the field ({@code items[3].offset}), or the name of the parameter
 * @param message what would be right, without the field's name
 */
public record FieldError(String field, String message) {

  /** The field that stands for a body as a whole. */
  public static final String BODY = "body";
}
