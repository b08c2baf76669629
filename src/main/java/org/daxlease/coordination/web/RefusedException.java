package org.daxlease.coordination.web;

/** A request that is refused where no answer can be returned; {@link Problem} says why. */
public class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  /** Refuses a request with this document. */
  public RefusedException(Problem problem) {
    super(problem.detail());
    this.problem = problem;
  }

  /** What is answered. */
  Problem problem() {
    return problem;
  }
}
