package org.daxlease.protocol;

/** From which moment a deadline counts. */
public enum DeadlineFrom {
  /** From the moment the stage was recorded. */
  NOTIFIED,
  /**
   * From the first evidence that the stage's signal arrived, but never more than twice the break
   * time from the moment the stage was recorded (the rule of nfs-ganesha for recalls).
   */
  DELIVERED
}
