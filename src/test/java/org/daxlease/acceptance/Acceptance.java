package org.daxlease.acceptance;

import org.daxlease.database.EveryDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** One running service on an in-memory database, shared by all test classes; a scene per test. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties =
        "spring.datasource.url=jdbc:h2:mem:acceptance-${random.uuid};DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000")
@EveryDatabase
@ResourceLock("acceptance")
abstract class Acceptance {
  static final long K = 1024;
  static final long END = Long.MAX_VALUE;

  @LocalServerPort private int port;

  Coordinator api;
  Scene scene;

  @BeforeEach
  void opensTheScene() {
    api = new Coordinator(port);
    scene = new Scene(api);
  }

  @AfterEach
  void closesTheScene() {
    scene.close();
  }
}
