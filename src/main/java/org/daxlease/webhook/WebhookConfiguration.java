package org.daxlease.webhook;

import org.daxlease.journal.ChangeFeed;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class WebhookConfiguration {

  @Bean
  SmartInitializingSingleton webhooksFollowTheJournal(Dispatcher dispatcher, ChangeFeed feed) {
    return () -> feed.onEntries(dispatcher);
  }
}
