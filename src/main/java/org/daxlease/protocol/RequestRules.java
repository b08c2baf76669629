package org.daxlease.protocol;

import java.time.Duration;
import java.time.Instant;
import org.daxlease.protocol.Operation.Arguments;
import org.daxlease.protocol.Operation.Extent;
import org.daxlease.protocol.Operation.Request;
import org.daxlease.protocol.Operation.Timers;
import org.jspecify.annotations.Nullable;

/** What a request for an operation may say, and what it means for the file (rules 6 and 7). */
final class RequestRules {

  private RequestRules() {}

  /** Why a request makes no sense; null where it does. */
  static @Nullable Refusal check(Request asked, FileFacts file) {
    Refusal refusal = asked.kind().takesSize() ? checkSize(asked, file) : checkRange(asked, file);
    if (refusal == null && asked.wishes().autoComplete()) {
      refusal = checkAutoComplete(asked, file);
    }
    return refusal;
  }

  private static @Nullable Refusal checkSize(Request asked, FileFacts file) {
    Arguments arguments = asked.arguments();
    Long newSize = arguments.newSize();
    if (newSize == null) {
      return new Refusal.InvalidField("newSize", "is required for " + asked.kind());
    }
    if (newSize < 0) {
      return new Refusal.InvalidField("newSize", "must be 0 or more");
    }
    if (arguments.offset() != null || arguments.length() != null) {
      return foreign(arguments.offset() != null ? "offset" : "length", asked.kind());
    }
    return asked.kind() == OperationKind.EXTEND && newSize <= file.size()
        ? new Refusal.InvalidField("newSize", "must be more than the size " + file.size())
        : null;
  }

  private static @Nullable Refusal checkRange(Request asked, FileFacts file) {
    OperationKind kind = asked.kind();
    Arguments arguments = asked.arguments();
    Long offset = arguments.offset();
    Long length = arguments.length();
    boolean required = kind.takesRange() && kind != OperationKind.WRITEBACK;
    if (required && offset == null) {
      return new Refusal.InvalidField("offset", "is required for " + kind);
    }
    if (required && length == null) {
      return new Refusal.InvalidField("length", "is required for " + kind);
    }
    if (arguments.newSize() != null) {
      return foreign("newSize", kind);
    }
    if (offset == null && length == null) {
      return null;
    }
    if (!kind.takesRange()) {
      return foreign(offset != null ? "offset" : "length", kind);
    }
    long start = offset == null ? 0 : offset;
    long bytes = length == null ? restOf(offset) : length;
    Refusal refusal = Ranges.check(start, bytes);
    return refusal != null || !kind.shiftsTail() ? refusal : checkShift(kind, start, bytes, file);
  }

  /** The rules of {@code fallocate(2)} for the modes that move the rest of the file. */
  private static @Nullable Refusal checkShift(
      OperationKind kind, long offset, long length, FileFacts file) {
    Refusal refusal = Ranges.aligned(offset, length, file.pageSize());
    if (refusal != null) {
      return refusal;
    }
    if (kind == OperationKind.COLLAPSE_RANGE) {
      return offset + length >= file.size()
          ? new Refusal.InvalidField("length", "must end before the end of file; truncate instead")
          : null;
    }
    if (offset >= file.size()) {
      return new Refusal.InvalidField("offset", "must lie before the end of file");
    }
    return file.size() > ByteRange.MAX - length
        ? new Refusal.RangeOverflow("length", "the file would exceed 2^63-1 bytes")
        : null;
  }

  private static @Nullable Refusal checkAutoComplete(Request asked, FileFacts file) {
    boolean allowed =
        !file.isDax()
            || asked.kind() == OperationKind.TRUNCATE
            || extent(asked, file).need() != OperationCase.HARD;
    return allowed
        ? null
        : new Refusal.NotSupported(
            "autoComplete", "On DAX only TRUNCATE and operations that disturb nobody can.");
  }

  private static Refusal foreign(String field, OperationKind kind) {
    return new Refusal.InvalidField(field, "is not a field of " + kind);
  }

  /** The affected range and what it needs, for a request that was checked. */
  static Extent extent(Request asked, FileFacts file) {
    Arguments arguments = asked.arguments();
    long offset = arguments.offset() == null ? 0 : arguments.offset();
    long newSize = arguments.newSize() == null ? 0 : arguments.newSize();
    long length = arguments.length() == null ? restOf(offset) : arguments.length();
    return switch (asked.kind()) {
      case READ, WRITE, WRITEBACK -> passing(ByteRange.of(offset, length));
      case EXTEND -> growing(file);
      case TRUNCATE -> newSize >= file.size() ? growing(file) : hard(ByteRange.from(newSize));
      case PUNCH_HOLE, ZERO_RANGE -> hard(ByteRange.of(offset, length));
      case COLLAPSE_RANGE, INSERT_RANGE -> hard(ByteRange.from(offset));
      case UNLINK -> hard(ByteRange.WHOLE_FILE);
    };
  }

  private static Extent passing(ByteRange range) {
    return new Extent(range, OperationCase.PASSING);
  }

  private static Extent growing(FileFacts file) {
    return new Extent(ByteRange.from(file.size()), OperationCase.GROWING);
  }

  private static Extent hard(ByteRange range) {
    return new Extent(range, OperationCase.HARD);
  }

  private static long restOf(@Nullable Long offset) {
    return ByteRange.MAX - (offset == null ? 0 : Math.max(offset, 0));
  }

  /** How long it waits, and how long for SHORT pins. */
  static Timers timers(Draft draft, Request asked, Conflicts conflicts) {
    Policy policy = draft.state.file().policy();
    Duration maxWait = asked.wishes().maxWait();
    if (maxWait == null) {
      maxWait = policy.maxWait();
    }
    Instant shortPinsAt =
        conflicts.shortPins()
            ? BreakTerms.of(policy, asked.wishes().leaseBreakTime()).breakTimeFrom(draft.now)
            : null;
    return new Timers(maxWait == null ? null : draft.now.plus(maxWait), shortPinsAt, null);
  }

  /** The size that the file has once the operation is done. */
  static long sizeAfter(Operation operation, FileFacts file) {
    Arguments arguments = operation.request().arguments();
    long size = file.size();
    long offset = arguments.offset() == null ? 0 : arguments.offset();
    long length = arguments.length() == null ? 0 : arguments.length();
    long newSize = arguments.newSize() == null ? size : arguments.newSize();
    return switch (operation.kind()) {
      case TRUNCATE -> newSize;
      case EXTEND -> Math.max(size, newSize);
      // An earlier operation may have moved the end meanwhile: what is not there is not taken out,
      // and nothing is put in behind the end.
      case COLLAPSE_RANGE -> size - Math.clamp(size - offset, 0, length);
      case INSERT_RANGE -> offset >= size ? size : size + Math.min(length, ByteRange.MAX - size);
      case READ, WRITE, WRITEBACK, PUNCH_HOLE, ZERO_RANGE, UNLINK -> size;
    };
  }
}
