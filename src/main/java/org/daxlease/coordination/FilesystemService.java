package org.daxlease.coordination;

import java.util.Objects;
import java.util.Optional;
import org.daxlease.journal.NamePattern;
import org.daxlease.journal.Refs;
import org.daxlease.protocol.PolicyOverrides;
import org.daxlease.protocol.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Filesystems: names with a policy. */
@Service
@RetryOnTransientFailure
public class FilesystemService {

  private final FilesystemRepository filesystems;
  private final Policies policies;
  private final UnitsOfWork units;

  FilesystemService(FilesystemRepository filesystems, Policies policies, UnitsOfWork units) {
    this.filesystems = filesystems;
    this.policies = policies;
    this.units = units;
  }

  /**
   * Sets a filesystem's type and whole policy.
   *
   * @param precondition the version that it must have, or must not have
   */
  @Transactional
  public Outcome<FilesystemView> put(
      Caller caller,
      String name,
      @Nullable String type,
      PolicyOverrides policy,
      Precondition precondition) {
    Refusal refusal = Refusal.first(() -> misnamed(name), () -> PolicyCheck.check(policy));
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    // The clock is read under the lock, and the row again, as a unit begins with none.
    filesystems.lock(name);
    UnitOfWork unit = units.begin(caller);
    Optional<FilesystemEntity> present = filesystems.findById(name);
    if (!precondition.holds(present.map(f -> f.version).orElse(null))) {
      return Outcome.refused(new Refusal.PreconditionFailed("filesystem"));
    }
    FilesystemEntity row =
        present.orElseGet(() -> new FilesystemEntity(name, type, policy, unit.now));
    boolean same =
        present.isPresent() && Objects.equals(row.type, type) && row.policy.equals(policy);
    if (!same) {
      row.type = type;
      row.policy = policy;
      filesystems.saveAndFlush(row);
      tellChanged(unit, row);
      units.finish(unit);
    }
    return new Outcome.Done<>(FilesystemView.of(row, policies.defaults()), present.isEmpty());
  }

  private static @Nullable Refusal misnamed(String name) {
    return NamePattern.FILESYSTEM.fits(name)
        ? null
        : new Refusal.InvalidField("name", NamePattern.FILESYSTEM.objection());
  }

  static void tellChanged(UnitOfWork unit, FilesystemEntity row) {
    unit.tell(
        "filesystem.changed",
        Refs.filesystem(row.name),
        new EventData()
            .with("filesystem", row.name)
            .with("type", row.type)
            .with("policy", row.policy));
  }
}
