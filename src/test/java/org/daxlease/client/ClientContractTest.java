package org.daxlease.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.daxlease.docs.Contract;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The client's records have no field that the contract does not have. */
class ClientContractTest {

  private static final Contract CONTRACT = Contract.read();

  static Stream<Arguments> records() {
    return Stream.of(
        Arguments.of(ProcessInfo.class, "Process"),
        Arguments.of(NewProcess.class, "RegisterProcess"),
        Arguments.of(HeartbeatInfo.class, "Heartbeat"),
        Arguments.of(HeartbeatInfo.Beat.class, "HeartbeatProcess"),
        Arguments.of(AgentInfo.class, "Agent"),
        Arguments.of(AgentInfo.SignOfLife.class, "RenewAgent"),
        Arguments.of(FileInfo.class, "File"),
        Arguments.of(MappingInfo.class, "Mapping"),
        Arguments.of(MappingInfo.NewMapping.class, "CreateMapping"),
        Arguments.of(LeaseInfo.class, "Lease"),
        Arguments.of(LeaseInfo.NewLease.class, "TakeLease"),
        Arguments.of(PinInfo.class, "Pin"),
        Arguments.of(PinInfo.NewPin.class, "CreatePin"),
        Arguments.of(BreakInfo.class, "BreakDetails"),
        Arguments.of(OperationInfo.class, "Operation"),
        Arguments.of(OperationInfo.NewOperation.class, "RequestOperation"),
        Arguments.of(OperationInfo.BreakNote.class, "Break"),
        Arguments.of(OperationInfo.Token.class, "UseToken"),
        Arguments.of(Event.class, "Event"));
  }

  @ParameterizedTest
  @MethodSource("records")
  void fieldsAreThoseOfTheContract(Class<?> type, String schema) {
    Set<String> fields =
        Arrays.stream(type.getRecordComponents())
            .map(ClientContractTest::name)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(CONTRACT.properties(schema)).containsAll(fields);
  }

  private static String name(RecordComponent field) {
    JsonProperty named = field.getAccessor().getAnnotation(JsonProperty.class);
    return named == null ? field.getName() : named.value();
  }
}
