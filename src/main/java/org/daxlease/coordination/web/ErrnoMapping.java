package org.daxlease.coordination.web;

import org.daxlease.protocol.Errno;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

/** The one place where an errno becomes an HTTP status, and the other way round. */
final class ErrnoMapping {

  private ErrnoMapping() {}

  /** The status of a refusal with this code, unless the situation asks for a narrower one. */
  static HttpStatus status(Errno code) {
    return switch (code) {
      case EINVAL, EOVERFLOW -> HttpStatus.BAD_REQUEST;
      case EACCES, EPERM -> HttpStatus.FORBIDDEN;
      case ENOENT -> HttpStatus.NOT_FOUND;
      case EMSGSIZE -> HttpStatus.CONTENT_TOO_LARGE;
      case EAGAIN, EWOULDBLOCK, ETXTBSY, EDEADLK, EBUSY, EEXIST, EALREADY, ESTALE ->
          HttpStatus.CONFLICT;
      case ESRCH -> HttpStatus.GONE;
      case EFAULT, EOPNOTSUPP -> HttpStatus.UNPROCESSABLE_CONTENT;
      case EDQUOT -> HttpStatus.TOO_MANY_REQUESTS;
      case EIO -> HttpStatus.INTERNAL_SERVER_ERROR;
    };
  }

  /** The code of a status that the framework or the server chose by itself. */
  static Errno code(HttpStatusCode status) {
    return switch (status.value()) {
      case 401, 403 -> Errno.EACCES;
      case 404 -> Errno.ENOENT;
      case 409, 503 -> Errno.EBUSY;
      case 410 -> Errno.ESRCH;
      case 412 -> Errno.ESTALE;
      case 413 -> Errno.EMSGSIZE;
      case 429 -> Errno.EDQUOT;
      default -> status.is5xxServerError() ? Errno.EIO : Errno.EINVAL;
    };
  }

  /** What {@code strerror(3)} says, more or less: the same for every problem with this code. */
  static String title(Errno code) {
    return switch (code) {
      case EINVAL -> "Invalid argument";
      case EOVERFLOW -> "Value too large";
      case EACCES -> "Permission denied";
      case EPERM -> "Operation not permitted";
      case ENOENT -> "No such thing";
      case EMSGSIZE -> "Message too long";
      case EAGAIN -> "Try again later";
      case EWOULDBLOCK -> "Operation would block";
      case ETXTBSY -> "Pinned pages are in the way";
      case EDEADLK -> "Would wait for itself";
      case EBUSY -> "Busy";
      case EEXIST -> "Exists already";
      case EALREADY -> "Already in progress";
      case ESTALE -> "Stale";
      case ESRCH -> "No such process";
      case EFAULT -> "Bad address";
      case EOPNOTSUPP -> "Operation not supported";
      case EDQUOT -> "Quota exceeded";
      case EIO -> "Internal error";
    };
  }
}
