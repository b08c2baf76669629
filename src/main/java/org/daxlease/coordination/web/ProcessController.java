package org.daxlease.coordination.web;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.daxlease.coordination.FilePins;
import org.daxlease.coordination.ProcessExitService;
import org.daxlease.coordination.ProcessService;
import org.daxlease.coordination.ProcessView;
import org.daxlease.coordination.RegisterProcess;
import org.daxlease.coordination.ResourceQueries;
import org.daxlease.coordination.SendHeartbeat;
import org.daxlease.coordination.gathering.GatheredCommands;
import org.daxlease.coordination.web.json.EventIds;
import org.daxlease.protocol.ProcessState;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/v1/processes", produces = MediaType.APPLICATION_JSON_VALUE)
class ProcessController {

  private final ProcessService processes;
  private final ProcessExitService processExits;
  private final GatheredCommands gathered;
  private final ResourceQueries queries;

  ProcessController(
      ProcessService processes,
      ProcessExitService processExits,
      GatheredCommands gathered,
      ResourceQueries queries) {
    this.processes = processes;
    this.processExits = processExits;
    this.gathered = gathered;
    this.queries = queries;
  }

  record NewProcess(
      String host,
      int pid,
      @Nullable @Size(max = 64) String startTime,
      @Nullable @Size(max = 4096) String command,
      @Nullable Duration heartbeatTtl) {}

  @PostMapping
  ResponseEntity<?> register(ApiCall call, @Body NewProcess body) {
    var asked =
        new RegisterProcess(
            body.host(), body.pid(), body.startTime(), body.command(), body.heartbeatTtl());
    return call.once(() ->
        call.created(processes.register(call.caller(), asked), p -> "/v1/processes/" + p.id()));
  }

  @GetMapping("/{id}")
  ResponseEntity<?> get(ApiCall call, @PathVariable UUID id) {
    return call.ok(queries.process(call.caller(), id));
  }

  @GetMapping
  Page<ProcessView> list(
      ApiCall call,
      PageQuery page,
      @RequestParam @Nullable String host,
      @RequestParam @Nullable String state) {
    Set<ProcessState> states =
        ControllerResponses.states(ProcessState.class, state, Set.of(ProcessState.values()));
    return page.page(
        queries.processes(call.caller(), host, states, page.window()), ProcessView::id);
  }

  @GetMapping("/{id}/file-pins")
  ResponseEntity<?> filePins(ApiCall call, @PathVariable UUID id, PageQuery page) {
    var window = page.window();
    return call.ok(
        queries.filePins(call.caller(), id, window).map(pins -> page.page(pins, FilePins::fileId)));
  }

  record NewBeat(@Nullable @Size(max = 1000) List<String> acknowledged) {}

  @PostMapping("/{id}/heartbeat")
  ResponseEntity<?> heartbeat(ApiCall call, @PathVariable UUID id, @Body @Nullable NewBeat body) {
    List<Long> acknowledged = positions(body == null ? null : body.acknowledged());
    return call.once(
        gathered.heartbeat(call.caller(), new SendHeartbeat(id, acknowledged)), call::ok);
  }

  private static List<Long> positions(@Nullable List<String> eventIds) {
    List<Long> positions = new ArrayList<>();
    for (String id : eventIds == null ? List.<String>of() : eventIds) {
      positions.add(EventIds.position("acknowledged[" + positions.size() + "]", id));
    }
    return positions;
  }

  /** The process exited: everything that it held is gone with it. */
  @DeleteMapping(path = "/{id}", produces = MediaType.ALL_VALUE)
  ResponseEntity<?> exit(ApiCall call, @PathVariable UUID id) {
    return call.noContent(processExits.exit(call.caller(), id));
  }

  record Fence(@NotBlank @Size(max = 1024) String reason) {}

  @PostMapping("/{id}/fence")
  ResponseEntity<?> fence(ApiCall call, @PathVariable UUID id, @Body Fence body) {
    return call.once(() -> call.ok(processExits.fence(call.caller(), id, body.reason())));
  }
}
