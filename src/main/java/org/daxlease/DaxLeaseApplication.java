package org.daxlease;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the coordinator. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class DaxLeaseApplication {

  /** Runs until the process is told to stop. */
  public static void main(String[] args) {
    SpringApplication.run(DaxLeaseApplication.class, args);
  }
}
