package org.daxlease.coordination;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.daxlease.protocol.ByteRange;
import org.daxlease.protocol.Pin;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The data of one event, field by field; a field without a value is null, not absent. */
final class EventData {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

  EventData with(String name, @Nullable Object value) {
    fields.put(name, value);
    return this;
  }

  EventData with(ByteRange range) {
    return with("offset", range.start()).with("length", range.length());
  }

  EventData affected(ByteRange range) {
    return with("affected", RangeView.of(range));
  }

  EventData pins(List<Pin> pins) {
    return with("pins", pins.stream().map(EventData::extent).toList());
  }

  EventData pinIds(List<UUID> ids) {
    return with("pinIds", ids);
  }

  static BlockerView.PinExtent extent(Pin pin) {
    return new BlockerView.PinExtent(pin.id(), pin.range().start(), pin.range().length());
  }

  String json() {
    return JSON.writeValueAsString(fields);
  }
}
