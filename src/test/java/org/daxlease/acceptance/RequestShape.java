package org.daxlease.acceptance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request of the contract that has a body: where it goes, a body that is accepted, and what
 * each field may hold. Values are JSON texts, so that they can be replaced by any other text.
 */
record RequestShape(
    String name, String method, String path, Map<String, Field> fields, boolean bodyRequired) {

  /** A field: its JSON text in the valid body, null if it is absent there. */
  record Field(@Nullable String valid, Kind kind, boolean required) {}

  static final List<RequestShape> ALL =
      List.of(
          shape("put filesystem", "PUT", "/v1/filesystems/<filesystem>")
              .optional("type", Kind.TYPE, "'xfs'")
              .policy("'PT1H'"),
          shape("register file", "POST", "/v1/files")
              .required("filesystem", Kind.FILESYSTEM, "'<filesystem>'")
              .required("path", Kind.PATH, "'/new'")
              .required("backing", Kind.ENUM, "'DAX'")
              .required("size", Kind.SIZE, "1048576")
              .optional("pageSize", Kind.PAGE_SIZE, "4096")
              .policy("'PT5S'"),
          shape("change policy", "PATCH", "/v1/files/<file>").policy("'PT5S'"),
          shape("register process", "POST", "/v1/processes")
              .required("host", Kind.HOST, "'<host>'")
              .required("pid", Kind.PID, "4711")
              .optional("startTime", Kind.START_TIME, "'12345'")
              .optional("command", Kind.COMMAND, "'ib_write_bw'")
              .optional("heartbeatTtl", Kind.DURATION, null),
          shape("heartbeat", "POST", "/v1/processes/<process>/heartbeat")
              .optional("acknowledged", Kind.EVENT_IDS, "[]")
              .withOptionalBody(),
          shape("fence", "POST", "/v1/processes/<process>/fence")
              .required("reason", Kind.REASON, "'powered off'"),
          shape("map", "POST", "/v1/mappings")
              .required("processId", Kind.ID, "'<process>'")
              .required("fileId", Kind.ID, "'<file>'")
              .required("offset", Kind.ALIGNED_OFFSET, "0")
              .required("length", Kind.ALIGNED_LENGTH, "8192")
              .required("protection", Kind.ENUM, "'READ_WRITE'"),
          shape("lease", "POST", "/v1/leases")
              .required("processId", Kind.ID, "'<process>'")
              .required("fileId", Kind.ID, "'<file>'")
              .optional("breakable", Kind.FLAG, "true")
              .optional("offset", Kind.OFFSET, "0")
              .optional("length", Kind.LENGTH, "1048576"),
          shape("pin", "POST", "/v1/pins")
              .required("mappingId", Kind.ID, "'<mapping>'")
              .required("offset", Kind.OFFSET, "0")
              .required("length", Kind.LENGTH, "4096")
              .required("access", Kind.ENUM, "'WRITE'")
              .optional("term", Kind.ENUM, "'LONGTERM'"),
          shape("trim", "POST", "/v1/pins/<pin>/trim")
              .required("offset", Kind.OFFSET, "4096")
              .required("length", Kind.LENGTH, "4096"),
          shape("transfer", "POST", "/v1/pins/<pin>/transfer")
              .required("processId", Kind.ID, "'<receiver>'")
              .required("mappingId", Kind.ID, "'<receiving>'"),
          shape("truncate", "POST", "/v1/operations")
              .required("fileId", Kind.ID, "'<file>'")
              .required("kind", Kind.ENUM, "'TRUNCATE'")
              .required("newSize", Kind.SIZE, "524288")
              .operationOptions(),
          shape("punch", "POST", "/v1/operations")
              .required("fileId", Kind.ID, "'<file>'")
              .required("kind", Kind.ENUM, "'PUNCH_HOLE'")
              .required("offset", Kind.OFFSET, "524288")
              .required("length", Kind.LENGTH, "4096")
              .operationOptions(),
          shape("webhook", "POST", "/v1/webhooks")
              .required("url", Kind.URL, "'https://receiver.example/'")
              .optional("types", Kind.TYPES, "['webhook.paused']")
              .optional("processId", Kind.ID, "'<process>'")
              .optional("host", Kind.HOST, "'<host>'")
              .optional("filesystem", Kind.FILESYSTEM, "'<filesystem>'")
              .optional("fileId", Kind.ID, "'<file>'")
              .optional("secret", Kind.SECRET, null),
          shape("rotate secret", "POST", "/v1/webhooks/<webhook>/rotate-secret")
              .optional("secret", Kind.SECRET, "'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'")
              .withOptionalBody(),
          shape("redeliver", "POST", "/v1/webhooks/<webhook>/redeliver")
              .required("after", Kind.EVENT_ID, "'0'"),
          shape("sign of life", "PUT", "/v1/hosts/<host>/agent")
              .required("ttl", Kind.DURATION, "'PT15S'"),
          shape("complete", "POST", "/v1/operations/<granted>/complete")
              .required("token", Kind.TOKEN, "<token>"),
          shape("renew", "POST", "/v1/operations/<granted>/renew")
              .required("token", Kind.TOKEN, "<token>"),
          shape("expedite", "POST", "/v1/operations/<operation>/expedite")
              .optional("stage", Kind.ENUM, null)
              .required("reason", Kind.REASON, "'the holder is known to be dead'"));

  /**
   * The valid body with one field's JSON text replaced, added, or left out if {@code text} is null.
   */
  String body(String changed, @Nullable String text) {
    Map<String, @Nullable String> top = new LinkedHashMap<>();
    Map<String, @Nullable String> policy = new LinkedHashMap<>();
    fields.forEach((name, field) -> put(top, policy, name, field.valid()));
    put(top, policy, changed, text);
    if (!policy.isEmpty() && !changed.equals("policy")) {
      top.put("policy", render(policy));
    }
    return render(top);
  }

  String validBody() {
    return body("", null);
  }

  Set<String> fieldNames() {
    return fields.keySet();
  }

  private static void put(
      Map<String, @Nullable String> top,
      Map<String, @Nullable String> policy,
      String name,
      @Nullable String text) {
    Map<String, @Nullable String> owner = name.startsWith("policy.") ? policy : top;
    String last = name.substring(name.indexOf('.') + 1);
    if (text == null) {
      owner.remove(last);
    } else {
      owner.put(last, text.replace('\'', '"'));
    }
  }

  private static String render(Map<String, @Nullable String> object) {
    List<String> members = new ArrayList<>();
    object.forEach((name, text) -> members.add("\"" + name + "\":" + text));
    return "{" + String.join(",", members) + "}";
  }

  private static RequestShape shape(String name, String method, String path) {
    return new RequestShape(name, method, path, new LinkedHashMap<>(), true);
  }

  private RequestShape required(String field, Kind kind, String valid) {
    fields.put(field, new Field(valid, kind, true));
    return this;
  }

  private RequestShape optional(String field, Kind kind, @Nullable String valid) {
    fields.put(field, new Field(valid, kind, false));
    return this;
  }

  private RequestShape withOptionalBody() {
    return new RequestShape(name, method, path, fields, false);
  }

  private RequestShape policy(String leaseBreakTime) {
    optional("policy", Kind.POLICY, null);
    optional("policy.leaseBreakTime", Kind.DURATION, leaseBreakTime);
    for (String name : List.of("killGrace", "grantTtl", "lockDelay", "coolDown", "maxWait")) {
      optional("policy." + name, Kind.DURATION, null);
    }
    for (String name :
        List.of("unleasedPin", "escalation", "afterKill", "lapsedHolder", "deadlineFrom")) {
      optional("policy." + name, Kind.ENUM, null);
    }
    return this;
  }

  private RequestShape operationOptions() {
    optional("onConflict", Kind.ENUM, "'WAIT'");
    optional("autoComplete", Kind.FLAG, "false");
    optional("dryRun", Kind.FLAG, "false");
    optional("maxWait", Kind.DURATION, "'PT1H'");
    optional("leaseBreakTime", Kind.DURATION, "'PT2H'");
    optional("requester", Kind.REQUESTER, "'orchestrator'");
    optional("requesterProcessId", Kind.ID, "'<process>'");
    return optional("reason", Kind.REASON, "'shrink'");
  }
}
