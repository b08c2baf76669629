package org.daxlease.coordination.web;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the parameter of a controller method that is the request's body: a record, read by {@link
 * org.daxlease.coordination.web.json.StrictJson} and then validated. The body is {@code
 * application/json}, that of a PATCH {@code application/merge-patch+json}.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Body {}
