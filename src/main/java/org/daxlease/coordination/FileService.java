package org.daxlease.coordination;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.daxlease.journal.NamePattern;
import org.daxlease.protocol.FileFacts;
import org.daxlease.protocol.Policy;
import org.daxlease.protocol.PolicyOverrides;
import org.daxlease.protocol.RangeSet;
import org.daxlease.protocol.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Files: their registration, their policy, their removal. */
@Service
@RetryOnTransientFailure
public class FileService {

  private static final int PATH_MAX = 4095;
  private static final int LARGEST_PAGE = 1 << 30;

  private final FileRepository files;
  private final FilesystemRepository filesystems;
  private final Policies policies;
  private final UnitsOfWork units;

  FileService(
      FileRepository files,
      FilesystemRepository filesystems,
      Policies policies,
      UnitsOfWork units) {
    this.files = files;
    this.filesystems = filesystems;
    this.policies = policies;
    this.units = units;
  }

  /** Registers a file; an unknown filesystem comes to be, with the default policy. */
  @Transactional
  public Outcome<FileView> register(Caller caller, RegisterFile asked) {
    Refusal refusal = Refusal.first(() -> check(asked), () -> notPermitted(caller, asked));
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    var name = new FileName(asked.filesystem(), asked.path());
    if (files.findByPathKey(name.key()).isPresent()) {
      return Outcome.refused(
          new Refusal.Exists("This filesystem has a file of that path already."));
    }
    UnitOfWork unit = units.begin(caller);
    FilesystemEntity filesystem =
        filesystems
            .findById(asked.filesystem())
            .orElseGet(() -> introduce(unit, asked.filesystem()));
    Policy effective = policies.defaults().with(filesystem.policy).with(asked.policy());
    var facts =
        new FileFacts(
            unit.ids.get(),
            asked.shape(),
            FileFacts.Sequence.START,
            effective,
            RangeSet.EMPTY,
            false);
    var row = new FileEntity(name, facts, asked.policy(), unit.now);
    files.saveAndFlush(row);
    FileEvents.tell(unit, row, "registered");
    units.finish(unit);
    return Outcome.created(FileView.of(row, effective));
  }

  private FilesystemEntity introduce(UnitOfWork unit, String name) {
    var row = new FilesystemEntity(name, null, PolicyOverrides.NONE, unit.now);
    filesystems.saveAndFlush(row);
    FilesystemService.tellChanged(unit, row);
    return row;
  }

  /**
   * Changes what a file itself says about its policy.
   *
   * @param precondition the version that the file must have, or must not have
   */
  @Transactional
  public Outcome<FileView> changePolicy(
      Caller caller, UUID id, UnaryOperator<PolicyOverrides> patch, Precondition precondition) {
    return lock(id, precondition)
        .flatMap(row -> changePolicy(caller, row, patch.apply(row.policy)));
  }

  private Outcome<FileView> changePolicy(Caller caller, FileEntity row, PolicyOverrides changed) {
    Refusal refusal = PolicyCheck.check(changed);
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    if (!changed.equals(row.policy)) {
      row.policy = changed;
      UnitOfWork unit = units.begin(caller);
      unit.changedFiles.add(row);
      FileEvents.tell(unit, row, "changed");
      units.finish(unit);
    }
    return Outcome.done(FileView.of(row, policies.of(List.of(row)).apply(row)));
  }

  /** Removes a registration that nothing refers to any more. */
  @Transactional
  public Outcome<UUID> delete(Caller caller, UUID id, Precondition precondition) {
    return lock(id, precondition).flatMap(row -> delete(caller, row));
  }

  private Outcome<UUID> delete(Caller caller, FileEntity row) {
    if (files.isReferredTo(row.id)) {
      return Outcome.refused(
          new Refusal.Busy("A mapping, pin, lease or unfinished operation refers to the file."));
    }
    UnitOfWork unit = units.begin(caller);
    row.remove();
    unit.changedFiles.add(row);
    FileEvents.tell(unit, row, "removed");
    units.finish(unit);
    return Outcome.done(row.id);
  }

  private Outcome<FileEntity> lock(UUID id, Precondition precondition) {
    Optional<FileEntity> found =
        files.lock(Set.of(id)).stream().filter(f -> !f.removed).findFirst();
    return Outcome.of(found, () -> ResourceLookup.noFile("id", id))
        .flatMap(row ->
            precondition.holds(row.version)
                ? Outcome.done(row)
                : Outcome.refused(new Refusal.PreconditionFailed("file")));
  }

  private static @Nullable Refusal notPermitted(Caller caller, RegisterFile asked) {
    return asked.policy().equals(PolicyOverrides.NONE) || caller.authority().has(Role.OPERATOR)
        ? null
        : new Refusal.NotPermitted("policy", "A policy takes the role operator.");
  }

  private static @Nullable Refusal check(RegisterFile asked) {
    int pageSize = asked.shape().pageSize();
    if (!NamePattern.FILESYSTEM.fits(asked.filesystem())) {
      return new Refusal.InvalidField("filesystem", NamePattern.FILESYSTEM.objection());
    }
    int bytes = asked.path().getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > PATH_MAX) {
      return new Refusal.InvalidField("path", "must have 1 to " + PATH_MAX + " bytes in UTF-8");
    }
    if (asked.shape().size() < 0) {
      return new Refusal.InvalidField("size", "must be 0 or more");
    }
    if (pageSize < IntervalTree.SMALLEST_PAGE
        || pageSize > LARGEST_PAGE
        || Integer.bitCount(pageSize) != 1) {
      return new Refusal.InvalidField(
          "pageSize",
          "must be a power of two from %d to %d"
              .formatted(IntervalTree.SMALLEST_PAGE, LARGEST_PAGE));
    }
    return PolicyCheck.check(asked.policy());
  }
}
