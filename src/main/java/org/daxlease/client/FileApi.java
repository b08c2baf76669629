package org.daxlease.client;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.DeleteExchange;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;
import tools.jackson.databind.JsonNode;

/** Files and the operations on them. Refused with {@link ProblemException}. */
@HttpExchange(url = "/v1", accept = "application/json")
public interface FileApi {

  @GetExchange("/files")
  Page<FileInfo> files(
      @RequestParam String path, @RequestParam(required = false) @Nullable String filesystem);

  @GetExchange("/files/{id}")
  FileInfo file(@PathVariable UUID id);

  /**
   * Requests an operation.
   *
   * @param key makes it one request, however often it is sent
   */
  @PostExchange("/operations")
  OperationInfo request(
      @RequestBody OperationInfo.NewOperation operation,
      @RequestHeader("Idempotency-Key") String key);

  /** What would happen, with {@code dryRun: true}. */
  @PostExchange("/operations")
  JsonNode dryRun(@RequestBody OperationInfo.NewOperation operation);

  @GetExchange("/operations/{id}")
  OperationInfo operation(@PathVariable UUID id);

  /** Waits, at most so long (ISO-8601), until it no longer waits or has another version. */
  @GetExchange("/operations/{id}")
  OperationInfo await(
      @PathVariable UUID id, @RequestParam("wait") String atMost, @RequestParam long seen);

  @PostExchange("/operations/{id}/renew")
  OperationInfo renew(@PathVariable UUID id, @RequestBody OperationInfo.Token token);

  @PostExchange("/operations/{id}/complete")
  OperationInfo complete(@PathVariable UUID id, @RequestBody OperationInfo.Token token);

  @DeleteExchange("/operations/{id}")
  OperationInfo cancel(@PathVariable UUID id);
}
