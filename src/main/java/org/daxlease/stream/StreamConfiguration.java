package org.daxlease.stream;

import org.daxlease.journal.ChangeFeed;
import org.daxlease.journal.Envelopes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class StreamConfiguration {

  @Bean
  Hub hub(Envelopes envelopes, StreamProperties properties, ChangeFeed feed) {
    Hub hub = new Hub(envelopes, properties);
    hub.startAfter(feed.onEntries(hub));
    return hub;
  }
}
