package org.daxlease.coordination.web;

import java.util.Objects;
import java.util.UUID;
import org.daxlease.coordination.FileQueries;
import org.daxlease.coordination.FileService;
import org.daxlease.coordination.FileView;
import org.daxlease.coordination.Outcome;
import org.daxlease.coordination.RegisterFile;
import org.daxlease.coordination.web.json.FieldPatch;
import org.daxlease.protocol.Backing;
import org.daxlease.protocol.FileFacts;
import org.daxlease.protocol.PolicyOverrides;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/v1/files", produces = MediaType.APPLICATION_JSON_VALUE)
class FileController {

  private final FileService files;
  private final FileQueries queries;

  FileController(FileService files, FileQueries queries) {
    this.files = files;
    this.queries = queries;
  }

  record NewFile(
      String filesystem,
      String path,
      Backing backing,
      long size,
      @Nullable Integer pageSize,
      @Nullable PolicyOverrides policy) {

    RegisterFile command() {
      int page = Objects.requireNonNullElse(pageSize, RegisterFile.DEFAULT_PAGE_SIZE);
      return new RegisterFile(
          filesystem,
          path,
          new FileFacts.Shape(backing, size, page),
          Objects.requireNonNullElse(policy, PolicyOverrides.NONE));
    }
  }

  @PostMapping
  ResponseEntity<?> register(ApiCall call, @Body NewFile body) {
    return call.once(() -> tagged(call, files.register(call.caller(), body.command())));
  }

  @GetMapping("/{id}")
  ResponseEntity<?> get(ApiCall call, @PathVariable UUID id) {
    return tagged(call, ControllerResponses.outcome(queries.file(id), "file", id));
  }

  /** Only the policy of a file can be changed. */
  record Change(FieldPatch<PolicyPatch> policy) {}

  @PatchMapping("/{id}")
  ResponseEntity<?> patch(ApiCall call, @PathVariable UUID id, @Body Change body) {
    return tagged(
        call,
        files.changePolicy(
            call.caller(),
            id,
            present -> PolicyPatch.apply(body.policy(), present),
            call.precondition()));
  }

  @DeleteMapping(path = "/{id}", produces = MediaType.ALL_VALUE)
  ResponseEntity<?> delete(ApiCall call, @PathVariable UUID id) {
    return call.noContent(files.delete(call.caller(), id, call.precondition()));
  }

  @GetMapping
  Page<FileView> list(
      PageQuery page,
      @RequestParam @Nullable String filesystem,
      @RequestParam @Nullable String path,
      @RequestParam @Nullable String pathPrefix) {
    var filter = new FileQueries.FileFilter(filesystem, path, pathPrefix);
    return page.page(queries.files(filter, page.window()), FileView::id);
  }

  private static ResponseEntity<?> tagged(ApiCall call, Outcome<FileView> outcome) {
    return call.tagged(
        outcome, f -> "/v1/files/" + f.id(), f -> EntityTags.of(f.version(), f.policy()));
  }
}
