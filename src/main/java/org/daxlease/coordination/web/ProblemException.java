package org.daxlease.coordination.web;

/** Ends a request with a problem document, where there is no outcome to answer with. */
public class ProblemException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  /** Answers with this problem. */
  public ProblemException(Problem problem) {
    super(problem.detail());
    this.problem = problem;
  }

  /** What to answer. */
  Problem problem() {
    return problem;
  }
}
