package org.daxlease.coordination;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.daxlease.protocol.Policy;
import org.daxlease.protocol.PolicyOverrides;
import org.springframework.stereotype.Component;

/** Which policy holds: the configured defaults, under the filesystem's, under the file's. */
@Component
class Policies {

  private final Policy defaults;
  private final FilesystemRepository filesystems;

  Policies(PolicyProperties defaults, FilesystemRepository filesystems) {
    this.defaults = defaults.toPolicy();
    this.filesystems = filesystems;
  }

  Policy defaults() {
    return defaults;
  }

  /** The effective policies of files, with one query for all their filesystems. */
  Function<FileEntity, Policy> of(Collection<FileEntity> files) {
    Set<String> names = files.stream().map(f -> f.filesystem).collect(Collectors.toSet());
    return within(names.isEmpty() ? List.of() : filesystems.named(names));
  }

  /** The effective policies of files on these filesystems. */
  Function<FileEntity, Policy> within(Collection<FilesystemEntity> filesystems) {
    Map<String, PolicyOverrides> wider = new HashMap<>();
    filesystems.forEach(f -> wider.put(f.name, f.policy));
    return f ->
        defaults.with(wider.getOrDefault(f.filesystem, PolicyOverrides.NONE)).with(f.policy);
  }
}
