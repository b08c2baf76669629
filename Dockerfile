# mvn package, then: docker build -t daxlease .
# Nothing is downloaded in here: the image is the runtime, and what Maven has built.
ARG JAVA=eclipse-temurin:25-jre

# Takes the jar apart, so that a new version of the service shares the layer of its libraries.
FROM ${JAVA} AS layers
WORKDIR /layers
COPY target/daxlease-*.jar daxlease.jar
RUN ["java", "-Djarmode=tools", "-jar", "daxlease.jar", "extract", "--layers", "--destination", "parts"]

FROM ${JAVA}
WORKDIR /app
COPY --from=layers /layers/parts/dependencies/ ./
COPY --from=layers /layers/parts/snapshot-dependencies/ ./
COPY --from=layers /layers/parts/application/ ./

# The training run: a start on an empty database until it is ready. The classes that it loads, as
# they are then, go into a cache (JEP 483, 514, 515), which belongs to exactly this JVM and these
# jars: so it is made here and not in the build stage. Only G1 writes objects into it; that and
# Serial, which the JVM takes where it has less than two cores or 2 GB, can read them.
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
RUN DAXLEASE_SECURITY_ALLOW_INSECURE=true SPRING_PROFILES_ACTIVE=container \
    java -XX:AOTCacheOutput=daxlease.aot -XX:+UseG1GC -Xlog:disable \
      --enable-native-access=ALL-UNNAMED -jar /app/daxlease.jar \
      --spring.datasource.url=jdbc:h2:file:/tmp/training/daxlease & \
    training=$!; \
    ready() { exec 3<>/dev/tcp/127.0.0.1/8080 \
      && printf 'GET /actuator/health/readiness HTTP/1.0\r\n\r\n' >&3 && grep -q '"UP"' <&3; }; \
    for ((i = 0; i < 300; i++)); do (ready) 2>/dev/null && break; sleep 0.2; done; \
    kill $training; wait $training || true; \
    test -s daxlease.aot; \
    rm -rf /tmp/*; \
    echo TieredStopAtLevel=1 > jvm.flags; \
    mkdir data; chown 10001:10001 data

ARG JAVA
ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="DAX Lease Coordinator" \
      org.opencontainers.image.description="Coordinates layout leases and long-term pins on DAX files" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="${JAVA}"

# A number, so that Kubernetes sees that it is not root. It owns nothing but the data.
USER 10001:10001
# What it writes: the embedded database, and scratch files. All else may be read-only.
VOLUME ["/app/data", "/tmp"]
EXPOSE 8080
# Two arenas: glibc would otherwise keep one for every other thread.
ENV SPRING_PROFILES_ACTIVE=container \
    MALLOC_ARENA_MAX=2
# jvm.flags: a single node is away for as long as it starts, and starts a second sooner while no
# second compiler takes the processors; -XX:TieredStopAtLevel=4 in JDK_JAVA_OPTIONS brings it back,
# which does two thirds more per second once it has warmed up.
# Beside the heap it needs some 200 MB, so this much of 512 is heap. Other options go into
# JDK_JAVA_OPTIONS too, where -Xmx wins over the percentage. -Xms: the objects of the cache must fit
# into the first heap. ArchiveRelocationMode: at another address than its own the cache would be
# copied into memory, some 50 MB.
ENTRYPOINT ["java", "-XX:Flags=/app/jvm.flags", "-XX:AOTCache=/app/daxlease.aot", "-Xlog:aot*=error", \
    "-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0", "-Xms64m", \
    "-XX:MaxRAMPercentage=40", "-XX:ReservedCodeCacheSize=96m", "-XX:+ExitOnOutOfMemoryError", \
    "--enable-native-access=ALL-UNNAMED", "-jar", "/app/daxlease.jar"]
