package org.daxlease.stream;

import java.util.function.BooleanSupplier;
import org.daxlease.coordination.Caller;

/**
 * Who reads a stream.
 *
 * @param stillGood whether its credentials still are, at the moment of asking
 */
record StreamSubscriber(Caller caller, BooleanSupplier stillGood) {}
