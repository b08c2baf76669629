package org.daxlease.journal;

import org.daxlease.sql.RoundTrips;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.context.annotation.ComponentScan;

/** The journal on a database of its own. No {@code @Configuration}, so that no scan finds it. */
@EnableAutoConfiguration(exclude = HealthEndpointAutoConfiguration.class) // there is no attendance
@ComponentScan(basePackageClasses = {JournalSlice.class, RoundTrips.class})
@ConfigurationPropertiesScan
class JournalSlice {}
