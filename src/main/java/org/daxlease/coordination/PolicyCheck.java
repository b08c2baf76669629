package org.daxlease.coordination;

import java.time.Duration;
import org.daxlease.protocol.PolicyOverrides;
import org.daxlease.protocol.Refusal;
import org.jspecify.annotations.Nullable;

/** Values that a policy cannot have although each is a duration. */
final class PolicyCheck {

  private PolicyCheck() {}

  static @Nullable Refusal check(PolicyOverrides policy) {
    if (Duration.ZERO.equals(policy.grantTtl())) {
      return new Refusal.InvalidField("policy.grantTtl", "must be at least PT0.001S");
    }
    return Duration.ZERO.equals(policy.maxWait())
        ? new Refusal.InvalidField(
            "policy.maxWait", "must be at least PT0.001S; null leaves it to the wider policy")
        : null;
  }
}
