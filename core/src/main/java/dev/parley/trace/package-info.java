/** The API of the trace: events and sinks. */
@NullMarked
package dev.parley.trace;

import org.jspecify.annotations.NullMarked;
