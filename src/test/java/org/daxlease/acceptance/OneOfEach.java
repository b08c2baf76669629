package org.daxlease.acceptance;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * One thing of each kind, and names for them that request tables can use: {@code <file>} in a path
 * or a body stands for that file's id. Nothing here moves by itself while a test looks on.
 */
final class OneOfEach {
  private final Map<String, String> names = new LinkedHashMap<>();

  OneOfEach(Scene scene) {
    scene.policy("leaseBreakTime", "PT1H", "grantTtl", "PT2H");
    StoredFile file = scene.file(1 << 20, "DAX");
    StoredFile busy = scene.file(1 << 20, "DAX");
    Holder holder = scene.process();
    Holder receiver = scene.process().leases(file).maps(file);
    scene.holder(busy, 0, 4096);
    holder.leases(file).pins(file, 0, 64 * 1024);
    names.put("<unknown>", UUID.randomUUID().toString());
    names.put("<filesystem>", scene.filesystem());
    names.put("<host>", scene.host());
    names.put("<file>", file.id());
    names.put("<process>", holder.id());
    names.put("<mapping>", holder.mapping(file));
    names.put("<lease>", holder.lease());
    names.put("<pin>", holder.pin());
    names.put("<receiver>", receiver.id());
    names.put("<receiving>", receiver.mapping(file));
    Operation waiting = busy.punches(0, 4096).was(202, "BREAKING");
    Operation granted = busy.punches(64 * 1024, 4096).was(201, "GRANTED");
    names.put("<operation>", waiting.id());
    names.put("<granted>", granted.id());
    names.put("<token>", Long.toString(granted.token()));
    names.put("<webhook>", scene.webhook());
  }

  /** The text with every name replaced by what it stands for. */
  String resolve(String text) {
    String resolved = text;
    for (Map.Entry<String, String> name : names.entrySet()) {
      resolved = resolved.replace(name.getKey(), name.getValue());
    }
    return resolved;
  }
}
