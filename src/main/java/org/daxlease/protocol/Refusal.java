package org.daxlease.protocol;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Why a command was not carried out. Each kind has its errno; losing a race is one of them. */
public sealed interface Refusal {

  /** The first of several that there is: none of the checks behind it is made. */
  @SafeVarargs
  static @Nullable Refusal first(Supplier<@Nullable Refusal>... checks) {
    for (Supplier<@Nullable Refusal> check : checks) {
      Refusal refusal = check.get();
      if (refusal != null) {
        return refusal;
      }
    }
    return null;
  }

  Errno code();

  /** One sentence for a person. */
  String detail();

  /** The field of the request that is at fault, if one is. */
  default Optional<String> field() {
    return Optional.empty();
  }

  /** When it makes sense to ask again, if waiting helps. */
  default Optional<Duration> retryAfter() {
    return Optional.empty();
  }

  /** A field has a value that it cannot have. */
  record InvalidField(String name, String detail) implements Refusal {
    @Override
    public Errno code() {
      return Errno.EINVAL;
    }

    @Override
    public Optional<String> field() {
      return Optional.of(name);
    }
  }

  /** Offset plus length lies beyond 2^63-1. */
  record RangeOverflow(String name, String detail) implements Refusal {
    @Override
    public Errno code() {
      return Errno.EOVERFLOW;
    }

    @Override
    public Optional<String> field() {
      return Optional.of(name);
    }
  }

  /** No such thing, in the path or in the body. */
  record NotFound(String name, String what, String id) implements Refusal {
    @Override
    public Errno code() {
      return Errno.ENOENT;
    }

    @Override
    public String detail() {
      return "There is no " + what + " " + id + ".";
    }

    @Override
    public Optional<String> field() {
      return Optional.of(name);
    }
  }

  /** It belongs to somebody else, or is not there: the same to who may not look. */
  record NotYours(String what, String id) implements Refusal {
    @Override
    public Errno code() {
      return Errno.EACCES;
    }

    @Override
    public String detail() {
      return "No " + what + " " + id + " is yours.";
    }
  }

  /** Something that takes a role which the caller does not have. */
  record NotPermitted(String name, String detail) implements Refusal {
    @Override
    public Errno code() {
      return Errno.EPERM;
    }

    @Override
    public Optional<String> field() {
      return Optional.of(name);
    }
  }

  /** A principal has as much as it may have. */
  record QuotaExceeded(String detail, Duration after) implements Refusal {
    @Override
    public Errno code() {
      return Errno.EDQUOT;
    }

    @Override
    public Optional<Duration> retryAfter() {
      return Optional.of(after);
    }
  }

  /** The process exited or was fenced (rules 16 and 19). */
  record ProcessGone(UUID processId, ProcessState state) implements Refusal {
    @Override
    public Errno code() {
      return Errno.ESRCH;
    }

    @Override
    public String detail() {
      return "Process " + processId + " is " + state + "; register it anew.";
    }
  }

  /** Outside the mapping, beyond the end of file, or through a mapping that does not allow it. */
  record BadAddress(String detail) implements Refusal {
    @Override
    public Errno code() {
      return Errno.EFAULT;
    }
  }

  /** {@link UnleasedPin#REFUSE}: a lease of the process itself must cover the pin. */
  record LeaseRequired(ByteRange range) implements Refusal {
    @Override
    public Errno code() {
      return Errno.EPERM;
    }

    @Override
    public String detail() {
      return "The file's policy wants a lease of this process over ["
          + range.start()
          + ", "
          + range.end()
          + ") before it may be pinned.";
    }
  }

  /** An operation has closed the range (rule 10). */
  record RangeClosed(ByteRange closed, Duration after) implements Refusal {
    @Override
    public Errno code() {
      return Errno.EAGAIN;
    }

    @Override
    public String detail() {
      return "An operation has closed ["
          + closed.start()
          + ", "
          + closed.end()
          + "); ask again later.";
    }

    @Override
    public Optional<Duration> retryAfter() {
      return Optional.of(after);
    }
  }

  /** What was to be released is not held. */
  record NothingToRelease(String detail) implements Refusal {
    @Override
    public Errno code() {
      return Errno.EAGAIN;
    }
  }

  /** Something still refers to it, or stands in the way. */
  record Busy(String detail) implements Refusal {
    @Override
    public Errno code() {
      return Errno.EBUSY;
    }
  }

  /** There is one already. */
  record Exists(String detail) implements Refusal {
    @Override
    public Errno code() {
      return Errno.EEXIST;
    }
  }

  /** NOWAIT, and somebody is in the way (rule 8). */
  record WouldBlock(String detail, Duration after) implements Refusal {
    @Override
    public Errno code() {
      return Errno.EWOULDBLOCK;
    }

    @Override
    public Optional<Duration> retryAfter() {
      return Optional.of(after);
    }
  }

  /** FAIL over pinned pages, or an unbreakable lease over them (rules 5 and 8). */
  record TextBusy(String detail) implements Refusal {
    @Override
    public Errno code() {
      return Errno.ETXTBSY;
    }
  }

  /** The requester itself holds the unbreakable lease (rule 5). */
  record WouldDeadlock(UUID processId) implements Refusal {
    @Override
    public Errno code() {
      return Errno.EDEADLK;
    }

    @Override
    public String detail() {
      return "Process " + processId + " asks for pages under its own unbreakable lease.";
    }
  }

  /** The token, version or state is not the one it must be. */
  record Stale(String detail) implements Refusal {
    @Override
    public Errno code() {
      return Errno.ESTALE;
    }
  }

  /** Not in the state in which the client wants to find it (RFC 9110, section 13.1). */
  record PreconditionFailed(String what) implements Refusal {
    @Override
    public Errno code() {
      return Errno.ESTALE;
    }

    @Override
    public String detail() {
      return "The " + what + " is not as If-Match or If-None-Match says.";
    }
  }

  /** Not possible on this kind of file. */
  record NotSupported(String name, String detail) implements Refusal {
    @Override
    public Errno code() {
      return Errno.EOPNOTSUPP;
    }

    @Override
    public Optional<String> field() {
      return Optional.of(name);
    }
  }
}
