package org.daxlease.security;

import org.daxlease.security.AccessProperties.Token;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.core.convert.converter.Converter;
import org.springframework.stereotype.Component;

/**
 * A value where the properties of a token should be, such as DAXLEASE_SECURITY_TOKENS_FILE, which
 * is the token called file, is refused with words that help.
 */
@Component
@ConfigurationPropertiesBinding
class MisplacedTokenConverter implements Converter<String, Token> {

  @Override
  public Token convert(String value) {
    throw new MisconfiguredException(
        "In daxlease.security.tokens there is a value where a token should be.",
        "Set daxlease.security.tokens.<name>.value (or .sha256) and .roles. A file of tokens is"
            + " daxlease.security.tokens-file, in the environment DAXLEASE_SECURITY_TOKENSFILE.");
  }
}
