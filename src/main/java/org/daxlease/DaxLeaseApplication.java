package org.daxlease;

import org.daxlease.command.Commands;
import org.daxlease.prepared.PreparedContext;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Starts the coordinator, or runs the command that the first argument names. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class DaxLeaseApplication {

  /** Runs until the process is told to stop, or the command has ended. */
  public static void main(String[] args) {
    if (Commands.isMeant(args)) {
      System.exit(Commands.run(args));
    }
    VirtualThreads.leaveRoom();
    var application = new SpringApplication(DaxLeaseApplication.class);
    application.addListeners(new PreparedContext());
    application.run(args);
  }
}
