package org.daxlease.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.Entries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two receivers that fail would tell of each other for ever, did they get news of webhooks. */
class WebhookFilterTest {

  private static boolean gets(String type, String... asked) {
    return new WebhookFilter(List.of(asked), null, null, null, null)
        .matches(new CommittedEntry(1, Entries.of(type)));
  }

  @ParameterizedTest
  @EnumSource
  void newsOfWebhooksDoNotGoToWhoAskedForEverything(WebhookEntries.What news) {
    assertThat(gets(news.type())).isFalse();
  }

  /** Nor to whom they are meant by a beginning that others share. */
  @ParameterizedTest
  @ValueSource(strings = {"", "w", "webhoo"})
  void newsOfWebhooksDoNotGoToWhoDidNotNameThem(String beginning) {
    assertThat(gets("webhook.failed", beginning)).isFalse();
    assertThat(gets("webhook.failed", "pin.", beginning)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"webhook", "webhook.", "webhook.fail", "webhook.failed"})
  void newsOfWebhooksGoToWhoNamedThem(String beginning) {
    assertThat(gets("webhook.failed", "pin.", beginning)).isTrue();
    assertThat(gets("webhook.failed", "webhook.paused")).isFalse();
  }

  @Test
  void whatIsNotAboutWebhooksGoesToEverybodyWhoFits() {
    assertThat(gets("pin.pinned")).isTrue();
    assertThat(gets("webhooks")).isTrue();
    assertThat(gets("pin.pinned", "")).isTrue();
    assertThat(gets("pin.pinned", "lease.", "pin.pi")).isTrue();
    assertThat(gets("pin.pinned", "lease.", "in.")).isFalse();
  }
}
