package org.daxlease.security;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says at the start what to set, instead of a stack trace. */
class MisconfigurationAnalyzer extends AbstractFailureAnalyzer<MisconfiguredException> {

  @Override
  protected FailureAnalysis analyze(Throwable root, MisconfiguredException cause) {
    return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), root);
  }
}
