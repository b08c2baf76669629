package org.daxlease.command;

/** Which of two configurations the log has; to be chosen before anybody logs. */
final class AgentLog {

  private AgentLog() {}

  static void to(boolean json) {
    System.clearProperty("slf4j.provider");
    System.setProperty(
        "logback.configurationFile",
        json ? "org/daxlease/command/agent-json.xml" : "org/daxlease/command/agent.xml");
  }
}
