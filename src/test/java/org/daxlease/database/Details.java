package org.daxlease.database;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/** Where a database is and who may use it, as the service is told. */
public record Details(String getJdbcUrl, String getUsername, String getPassword)
    implements JdbcConnectionDetails {}
