package org.daxlease.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecurityProblemsTest extends Guarded {

  @Test
  void refusalsAtTheDoorAreCounted() {
    // Counted where they are written, as no controller has seen them.
    double before = refusals();
    site.send("nobody", "GET /v1/files").refused(401, "EACCES");
    site.send("alice", "PUT /v1/filesystems/pmem9", "{'type':'xfs'}").refused(403, "EACCES");
    assertThat(refusals()).isEqualTo(before + 2);
  }

  private double refusals() {
    return site.send("vera", "GET /actuator/prometheus")
        .is(200)
        .body()
        .lines()
        .filter(line -> line.startsWith("daxlease_refusals_total{code=\"EACCES\"}"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }
}
