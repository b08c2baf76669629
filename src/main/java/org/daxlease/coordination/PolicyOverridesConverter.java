package org.daxlease.coordination;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import org.daxlease.protocol.PolicyOverrides;
import tools.jackson.databind.json.JsonMapper;

/** What a filesystem or file says about its policy is a column of JSON. */
@Converter(autoApply = true)
class PolicyOverridesConverter implements AttributeConverter<PolicyOverrides, String> {

  /** What most say, and every command on a file reads. */
  private static final String NOTHING = "{}";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .changeDefaultPropertyInclusion(i -> i.withValueInclusion(JsonInclude.Include.NON_NULL))
          .build();

  @Override
  public String convertToDatabaseColumn(PolicyOverrides policy) {
    return JSON.writeValueAsString(policy);
  }

  @Override
  public PolicyOverrides convertToEntityAttribute(String json) {
    return json.equals(NOTHING)
        ? PolicyOverrides.NONE
        : JSON.readValue(json, PolicyOverrides.class);
  }
}
