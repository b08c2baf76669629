package org.daxlease.security;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One of everything: a file with a process that maps, leases and pins it, a second process with a
 * mapping, a granted operation, and a break for one that waits.
 */
final class Things {

  private static final AtomicInteger NEXT = new AtomicInteger(1000);

  private final Map<String, String> ids = new LinkedHashMap<>();

  /**
   * Makes them.
   *
   * @param holder who registers the processes, on this host
   * @param orchestrator who registers the file and asks for the operation
   */
  Things(Site site, String holder, String host, String orchestrator) {
    int number = NEXT.getAndAdd(2);
    ids.put("host", host);
    ids.put(
        "file",
        site.send(
                orchestrator,
                "POST /v1/files",
                "{'filesystem':'pmem0','path':'/f%d','backing':'DAX','size':65536}"
                    .formatted(number))
            .is(201)
            .id());
    ids.put("process", make(site, holder, "processes", "{'host':'{host}','pid':" + number + "}"));
    ids.put("other", make(site, holder, "processes", "{'host':'{host}','pid':" + ++number + "}"));
    String mapping =
        "{'processId':'{process}','fileId':'{file}','offset':0,'length':65536,'protection':'READ_WRITE'}";
    ids.put("mapping", make(site, holder, "mappings", mapping));
    ids.put("otherMapping", make(site, holder, "mappings", mapping.replace("process}", "other}")));
    ids.put("lease", make(site, holder, "leases", "{'processId':'{process}','fileId':'{file}'}"));
    make(site, holder, "leases", "{'processId':'{other}','fileId':'{file}'}");
    ids.put(
        "pin",
        make(
            site,
            holder,
            "pins",
            "{'mappingId':'{mapping}','offset':0,'length':8192,'access':'WRITE'}"));
    ids.put(
        "operation",
        make(
            site,
            orchestrator,
            "operations",
            "{'fileId':'{file}','kind':'PUNCH_HOLE','offset':16384,'length':4096}"));
    ids.put(
        "token",
        site.send(orchestrator, "GET /v1/operations/" + ids.get("operation"))
            .is(200)
            .text("token"));
    make(
        site,
        holder,
        "pins",
        "{'mappingId':'{mapping}','offset':32768,'length':4096,'access':'WRITE'}");
    ids.put(
        "waiting",
        site.send(
                orchestrator,
                "POST /v1/operations",
                in("{'fileId':'{file}','kind':'PUNCH_HOLE','offset':32768,'length':4096}"))
            .is(202)
            .id());
    ids.put(
        "break",
        site.send(orchestrator, in("GET /v1/events?after=0&limit=1&type=break.begun&fileId={file}"))
            .json()
            .at("/items/0/data/breakId")
            .asString());
  }

  private String make(Site site, String who, String what, String body) {
    return site.send(who, "POST /v1/" + what, in(body)).is(201).id();
  }

  /** The text with ids in the place of names in braces. */
  String in(String template) {
    String text = template.replace("{fresh}", Integer.toString(NEXT.getAndIncrement()));
    for (Map.Entry<String, String> each : ids.entrySet()) {
      text = text.replace("{" + each.getKey() + "}", each.getValue());
    }
    return text;
  }
}
