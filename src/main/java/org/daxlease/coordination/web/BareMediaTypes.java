package org.daxlease.coordination.web;

import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.accept.ContentNegotiationStrategy;
import org.springframework.web.accept.HeaderContentNegotiationStrategy;
import org.springframework.web.context.request.NativeWebRequest;

/**
 * Reads {@code Accept} without the parameters of its media types, save their weights. JSON is UTF-8
 * and has no {@code charset} (RFC 8259, section 11), but Spring would try to write the one that is
 * asked for, when the command has been carried out already. What has no weight is not accepted.
 */
final class BareMediaTypes implements ContentNegotiationStrategy {

  private static final String WEIGHT = "q";

  private final ContentNegotiationStrategy header = new HeaderContentNegotiationStrategy();

  @Override
  public List<MediaType> resolveMediaTypes(NativeWebRequest request)
      throws HttpMediaTypeNotAcceptableException {
    List<MediaType> types =
        header.resolveMediaTypes(request).stream()
            .filter(type -> type.getQualityValue() > 0)
            .toList();
    if (types.isEmpty()) {
      // As for what cannot be read. An empty list would keep Spring from explaining the refusal.
      throw new HttpMediaTypeNotAcceptableException("Accept gives nothing a weight");
    }
    return types.stream().allMatch(type -> type.getParameters().isEmpty())
        ? types
        : types.stream().map(BareMediaTypes::bare).toList();
  }

  private static MediaType bare(MediaType type) {
    String weight = type.getParameter(WEIGHT);
    return new MediaType(
        type.getType(), type.getSubtype(), weight == null ? Map.of() : Map.of(WEIGHT, weight));
  }
}
