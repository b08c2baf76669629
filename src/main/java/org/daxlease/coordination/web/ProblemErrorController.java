package org.daxlease.coordination.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers what failed outside of the controllers: in a filter, by a servlet's sendError, or on the
 * way to a client that has hung up.
 */
@RestController
class ProblemErrorController implements ErrorController {

  @RequestMapping("${spring.web.error.path:/error}")
  @Nullable ResponseEntity<Problem> answer(
      HttpServletRequest request, HttpServletResponse response) {
    if (response.isCommitted()) {
      // A stream broke off; nobody is there to be told why.
      return null;
    }
    Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    if (!(status instanceof Integer code)) {
      // Not an error at all: somebody asked for this very path.
      return Problem.nothingHere().at(request.getRequestURI()).toResponse();
    }
    HttpStatusCode known = HttpStatusCode.valueOf(code);
    String detail = known.is5xxServerError() ? Problem.FAILED : "The request cannot be served.";
    Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    return Problem.of(known, detail)
        .at(path == null ? request.getRequestURI() : path.toString())
        .toResponse();
  }
}
