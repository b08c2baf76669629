package org.daxlease.journal;

import org.daxlease.sql.RoundTrips;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.ComponentScan;

/** The journal on a database of its own. No {@code @Configuration}, so that no scan finds it. */
@EnableAutoConfiguration
@ComponentScan(basePackageClasses = {JournalSlice.class, RoundTrips.class})
@ConfigurationPropertiesScan
class JournalSlice {}
