package org.daxlease.bench.subject;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports that are free on loopback. */
final class Ports {

  private Ports() {}

  static int free() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
