package org.daxlease.coordination;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import org.daxlease.protocol.PolicyOverrides;
import tools.jackson.databind.json.JsonMapper;

/** What a filesystem or file says about its policy is a column of JSON. */
@Converter(autoApply = true)
class PolicyJson implements AttributeConverter<PolicyOverrides, String> {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Override
  public String convertToDatabaseColumn(PolicyOverrides policy) {
    return JSON.writeValueAsString(policy);
  }

  @Override
  public PolicyOverrides convertToEntityAttribute(String json) {
    return JSON.readValue(json, PolicyOverrides.class);
  }
}
