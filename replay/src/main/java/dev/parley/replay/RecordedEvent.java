package dev.parley.replay;

import dev.parley.trace.TraceEvent;

/**
 * An event of a recorded trace.
 *
 * @param line the line of the file, from 1
 */
public record RecordedEvent(int line, TraceEvent event) {}
