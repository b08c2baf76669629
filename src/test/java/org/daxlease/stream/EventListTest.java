package org.daxlease.stream;

import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.daxlease.DaxLeaseApplication;
import org.daxlease.journal.Entries;
import org.daxlease.journal.JournalReader;
import org.daxlease.journal.Refs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.web.servlet.client.RestTestClient;

/** In the whole service, which turns what is refused into problem documents. */
@SpringBootTest(
    classes = {DaxLeaseApplication.class, Writer.class},
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "spring.datasource.url=jdbc:h2:mem:eventlist")
@AutoConfigureRestTestClient
class EventListTest {

  private static final UUID FILE = new UUID(0x0199000000007000L, 0x80000000000000F1L);

  @Autowired private RestTestClient http;
  @Autowired private Writer writer;
  @Autowired private JournalReader reader;
  @Autowired private JdbcTemplate jdbc;

  private RestTestClient.ResponseSpec get(String uri) {
    return http.get().uri(uri).header("Accept", "application/json").exchange();
  }

  @Test
  void readsPageByPage() {
    long first =
        writer.append(
            Entries.about("one", Refs.file(FILE, "pmem0")), Entries.of("two"), Entries.of("three"));

    get("/v1/events?limit=2&after=" + (first - 1))
        .expectStatus()
        .isOk()
        .expectHeader()
        .valueEquals("Content-Type", "application/json")
        .expectHeader()
        .valueEquals("Cache-Control", "no-store")
        .expectBody()
        .jsonPath("$.items.length()")
        .isEqualTo(2)
        .jsonPath("$.items[0]")
        .isEqualTo(
            Map.of(
                "specversion",
                "1.0",
                "id",
                Long.toString(first),
                "source",
                "/daxlease",
                "type",
                "org.daxlease.one",
                "subject",
                FILE.toString(),
                "time",
                Entries.TIME.toString(),
                "datacontenttype",
                "application/json",
                "data",
                Map.of()))
        .jsonPath("$.nextCursor")
        .isEqualTo(Long.toString(first + 1));

    get("/v1/events?limit=2&after=%d&cursor=%d".formatted(first - 1, first + 1))
        .expectBody()
        .jsonPath("$.items[*].type")
        .isEqualTo(List.of("org.daxlease.three"))
        .jsonPath("$.nextCursor")
        .isEmpty();
  }

  @Test
  void endOfTheJournalIsAnEmptyPage() {
    writer.append(Entries.of("last"));

    get("/v1/events?after=" + reader.head())
        .expectStatus()
        .isOk()
        .expectBody()
        .json("{\"items\":[],\"nextCursor\":null}");
  }

  @Test
  void filters() {
    long first =
        writer.append(
            Entries.about("pin.pinned", Refs.file(FILE, "pmem7")), Entries.of("pin.unpinned"));

    get("/v1/events?type=org.daxlease.pin&filesystem=pmem7&after=" + (first - 1))
        .expectBody()
        .jsonPath("$.items[*].id")
        .isEqualTo(List.of(Long.toString(first)));
  }

  @Test
  void positionThatIsGoneIsSaidToBe() {
    long first = writer.append(Entries.of("one"), Entries.of("two"));
    jdbc.update("delete from journal where position <= ?", first);

    get("/v1/events?after=" + (first - 1))
        .expectStatus()
        .isEqualTo(410)
        .expectHeader()
        .valueEquals("Content-Type", "application/problem+json")
        .expectBody()
        .jsonPath("$.code")
        .isEqualTo("ESTALE")
        .jsonPath("$.oldest")
        .isEqualTo(Long.toString(first + 1));
    get("/v1/events?after=" + first)
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.items[0].type")
        .isEqualTo("org.daxlease.two");
    get("/v1/events?limit=1")
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.items[0].id")
        .isEqualTo(Long.toString(first + 1));
  }

  @ParameterizedTest
  @CsvSource({"1000,1000", "1001,1000", "18446744073709551616,1000", "1,1"})
  void largeLimitIsCut(String limit, int most) {
    long first = writer.append(Collections.nCopies(1001, Entries.of("many")));

    get("/v1/events?limit=%s&after=%d".formatted(limit, first - 1))
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.items.length()")
        .isEqualTo(most);
  }

  @ParameterizedTest
  @CsvSource({
    "after,-1",
    "after,abc",
    "after,1.0",
    "after,''",
    "after,9223372036854775808",
    "after,18446744073709551616",
    "after,9223372036854775807",
    "cursor,x",
    "limit,0",
    "limit,-1",
    "limit,1e3",
    "limit,''",
    "processId,1",
    "processId,01990000-0000-7000-8000-00000000000g",
    "fileId,''",
    "fileId,0199000000007000800000000000000000f1",
    "host,''",
    "host,a b",
    "host,a%00b",
    "filesystem,a/b",
    "type,Signal",
    "type,%25",
    "type,''"
  })
  void wrongParameterIsNamed(String field, String value) {
    // As a string the URI would be encoded once more.
    http.get()
        .uri(builder ->
            URI.create(
                builder.path("/v1/events").build() + "?" + field + "=" + value.replace(" ", "%20")))
        .header("Accept", "application/json")
        .exchange()
        .expectStatus()
        .isBadRequest()
        .expectHeader()
        .valueEquals("Content-Type", "application/problem+json")
        .expectBody()
        .jsonPath("$.code")
        .isEqualTo("EINVAL")
        .jsonPath("$.errors.length()")
        .isEqualTo(1)
        .jsonPath("$.errors[0].field")
        .isEqualTo(field);
  }

  @Test
  void everyWrongParameterIsNamed() {
    get("/v1/events?limit=0&after=x&fileId=y")
        .expectBody()
        .jsonPath("$.errors[*].field")
        .isEqualTo(List.of("fileId", "limit", "after"));
  }

  @Test
  void parameterGivenTwiceIsRefused() {
    get("/v1/events?limit=1&limit=2").expectStatus().isBadRequest();
  }

  @ParameterizedTest
  @CsvSource({
    "application/json,application/json,''",
    "'application/json, text/event-stream;q=0.5',application/json,''",
    "application/*,application/json,''",
    "text/event-stream,text/event-stream,''",
    "text/*,text/event-stream,''",
    "*/*,text/event-stream,''",
    "*/*,text/event-stream,?lastEventId=0",
    "*/*,application/json,?limit=1",
    "'text/event-stream, */*;q=0.1',text/event-stream,''"
  })
  void acceptDecidesBetweenListAndStream(String accept, String contentType, String query) {
    http.head()
        .uri("/v1/events" + query)
        .header("Accept", accept)
        .exchange()
        .expectStatus()
        .isOk()
        .expectHeader()
        .valueEquals("Content-Type", contentType);
  }

  /** As of what a client that names no type would otherwise never see the end. */
  @Test
  void whatComesAfterAPositionIsAList() {
    http.get()
        .uri("/v1/events?after=" + reader.head())
        .header("Accept", "*/*")
        .exchange()
        .expectHeader()
        .valueEquals("Content-Type", "application/json");
  }

  @Test
  void otherRepresentationsAreRefused() {
    http.get()
        .uri("/v1/events")
        .header("Accept", "text/html")
        .exchange()
        .expectStatus()
        .isEqualTo(406);
  }

  @ParameterizedTest
  @CsvSource({
    "Last-Event-ID,-1",
    "Last-Event-ID,abc",
    "Last-Event-ID,9223372036854775807",
    "Last-Event-ID,9223372036854775808"
  })
  void streamRefusesAPositionThatIsNone(String header, String value) {
    http.get()
        .uri("/v1/events")
        .header("Accept", "text/event-stream")
        .header(header, value)
        .exchange()
        .expectStatus()
        .isBadRequest()
        .expectHeader()
        .valueEquals("Content-Type", "application/problem+json")
        .expectBody()
        .jsonPath("$.errors[0].field")
        .isEqualTo(header);
  }
}
