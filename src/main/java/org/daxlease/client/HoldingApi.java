package org.daxlease.client;

import java.util.UUID;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.service.annotation.DeleteExchange;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;

/** What holders hold, and the breaks of it. Refused with {@link ProblemException}. */
@HttpExchange(url = "/v1", accept = "application/json")
public interface HoldingApi {

  /**
   * Maps a file.
   *
   * @param key makes it one request, however often it is sent
   */
  @PostExchange("/mappings")
  MappingInfo map(
      @RequestBody MappingInfo.NewMapping mapping, @RequestHeader("Idempotency-Key") String key);

  @DeleteExchange("/mappings/{id}")
  void unmap(@PathVariable UUID id);

  @PostExchange("/leases")
  LeaseInfo lease(@RequestBody LeaseInfo.NewLease lease);

  @GetExchange("/leases/{id}")
  LeaseInfo lease(@PathVariable UUID id);

  @DeleteExchange("/leases/{id}")
  LeaseInfo release(@PathVariable UUID id);

  /**
   * Pins a range.
   *
   * @param key makes it one request, however often it is sent
   */
  @PostExchange("/pins")
  PinInfo pin(@RequestBody PinInfo.NewPin pin, @RequestHeader("Idempotency-Key") String key);

  @DeleteExchange("/pins/{id}")
  void unpin(@PathVariable UUID id);

  @GetExchange("/breaks/{id}")
  BreakInfo leaseBreak(@PathVariable UUID id);
}
