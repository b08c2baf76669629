package org.daxlease.coordination.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Answers with a problem document where no controller is reached: in filters. */
@Component
public class ProblemWriter {

  private final JsonMapper json;
  private final ProblemCounter problemCounter;

  ProblemWriter(JsonMapper json, ProblemCounter problemCounter) {
    this.json = json;
    this.problemCounter = problemCounter;
  }

  /** Answers this request with a problem; nothing may have been written yet. */
  public void write(HttpServletRequest request, HttpServletResponse response, Problem problem)
      throws IOException {
    Problem placed = problem.at(request.getRequestURI());
    problemCounter.count(placed);
    response.setStatus(placed.status());
    placed.headers().forEach((name, values) -> response.setHeader(name, values.getFirst()));
    response.getOutputStream().write(json.writeValueAsBytes(placed));
  }
}
