package org.daxlease;

/** On how many processors virtual threads run. */
final class VirtualThreads {

  private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";

  private VirtualThreads() {}

  /**
   * Leaves one processor to the threads of the system, where transactions run, unless the property
   * of the JDK says otherwise. With both of two processors a request costs the service a fifth
   * more, for its steps are then handed over from one to the other.
   *
   * <p>To be called before there is any virtual thread.
   */
  static void leaveRoom() {
    if (System.getProperty(PARALLELISM) == null) {
      int processors = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
      System.setProperty(PARALLELISM, Integer.toString(processors));
    }
  }
}
