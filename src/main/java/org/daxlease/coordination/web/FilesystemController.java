package org.daxlease.coordination.web;

import jakarta.validation.constraints.Size;
import java.util.Objects;
import org.daxlease.coordination.FileQueries;
import org.daxlease.coordination.FilesystemService;
import org.daxlease.coordination.FilesystemView;
import org.daxlease.coordination.Outcome;
import org.daxlease.protocol.PolicyOverrides;
import org.daxlease.protocol.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/v1/filesystems", produces = MediaType.APPLICATION_JSON_VALUE)
class FilesystemController {

  private final FilesystemService filesystems;
  private final FileQueries queries;

  FilesystemController(FilesystemService filesystems, FileQueries queries) {
    this.filesystems = filesystems;
    this.queries = queries;
  }

  /** The whole of a filesystem: what is left out goes back to the defaults. */
  record Filesystem(@Nullable @Size(max = 64) String type, @Nullable PolicyOverrides policy) {}

  @PutMapping("/{name}")
  ResponseEntity<?> put(ApiCall call, @PathVariable String name, @Body Filesystem body) {
    PolicyOverrides policy = Objects.requireNonNullElse(body.policy(), PolicyOverrides.NONE);
    Outcome<FilesystemView> outcome =
        filesystems.put(call.caller(), name, body.type(), policy, call.precondition());
    return tagged(call, outcome);
  }

  @GetMapping("/{name}")
  ResponseEntity<?> get(ApiCall call, @PathVariable String name) {
    return tagged(
        call,
        Outcome.of(
            queries.filesystem(name), () -> new Refusal.NotFound("name", "filesystem", name)));
  }

  @GetMapping
  Page<FilesystemView> list(PageQuery page) {
    return page.page(queries.filesystems(page.after(), page.rows()), FilesystemView::name);
  }

  private static ResponseEntity<?> tagged(ApiCall call, Outcome<FilesystemView> outcome) {
    return call.tagged(
        outcome, f -> "/v1/filesystems/" + f.name(), f -> EntityTags.of(f.version(), f.policy()));
  }
}
