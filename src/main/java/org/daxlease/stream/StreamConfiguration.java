package org.daxlease.stream;

import org.daxlease.journal.ChangeFeed;
import org.daxlease.journal.Envelopes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class StreamConfiguration {

  @Bean
  StreamDispatcher streamDispatcher(
      Envelopes envelopes, StreamProperties properties, ChangeFeed feed) {
    StreamDispatcher dispatcher = new StreamDispatcher(envelopes, properties);
    dispatcher.startAfter(feed.onEntries(dispatcher));
    return dispatcher;
  }
}
