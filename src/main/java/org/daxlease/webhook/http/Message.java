package org.daxlease.webhook.http;

import java.util.Map;

/**
 * What is sent.
 *
 * @param url of the receiver
 * @param headers beside those of HTTP itself
 * @param body a CloudEvent in JSON
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and shared by all receivers
public record Message(String url, Map<String, String> headers, byte[] body) {}
