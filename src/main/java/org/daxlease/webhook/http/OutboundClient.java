package org.daxlease.webhook.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.Timeout;

/** An HTTP client that does one exchange on one connection and nothing of its own accord. */
final class OutboundClient {

  /** No limit: attempts have theirs, and to wait for a connection would be no use. */
  private static final int CONNECTIONS = Integer.MAX_VALUE;

  private static final int LONGEST_LINE = 8192;
  private static final int MOST_HEADERS = 100;

  private OutboundClient() {}

  static CloseableHttpClient of(OutboundProperties properties, DnsResolver resolver) {
    Timeout total = timeout(properties.timeout());
    return HttpClients.custom()
        .setConnectionManager(connections(properties, resolver))
        // Each attempt resolves and checks the receiver's address anew.
        .setConnectionReuseStrategy((_, _, _) -> false)
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setResponseTimeout(total)
                .setConnectionRequestTimeout(total)
                .setProtocolUpgradeEnabled(false)
                .setAuthenticationEnabled(false)
                .build())
        .setUserAgent("daxlease")
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .build();
  }

  static PoolingHttpClientConnectionManager connections(
      OutboundProperties properties, DnsResolver resolver) {
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setDnsResolver(resolver)
        .setMaxConnTotal(CONNECTIONS)
        .setMaxConnPerRoute(CONNECTIONS)
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(timeout(properties.connectTimeout()))
                .setSocketTimeout(timeout(properties.timeout()))
                .build())
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder()
                .http1Config(
                    Http1Config.custom()
                        .setMaxLineLength(LONGEST_LINE)
                        .setMaxHeaderCount(MOST_HEADERS)
                        .build())
                .build())
        .build();
  }

  private static Timeout timeout(Duration duration) {
    return Timeout.of(duration.toMillis(), TimeUnit.MILLISECONDS);
  }
}
