package dev.parley.spring;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingSystem;

/** The logger to which the trace of a sender writes its lines, most of them at DEBUG. */
record TraceLogger(String name) {
    private static final String PARENT = "dev.parley.trace";

    static TraceLogger of(Sender sender) {
        String set = sender.traceProperty("trace.logger");
        return new TraceLogger(set == null ? PARENT + "." + sender.protocol() : set);
    }

    /** Shows all lines, unless the application sets the level of the logger. */
    void show(LoggingSystem system) {
        boolean isSet = isSet(system, name) || name.startsWith(PARENT + ".") && isSet(system, PARENT);
        if (!isSet) {
            system.setLogLevel(name, LogLevel.DEBUG);
        }
    }

    private static boolean isSet(LoggingSystem system, String logger) {
        LoggerConfiguration configuration = system.getLoggerConfiguration(logger);
        return configuration != null && configuration.getConfiguredLevel() != null;
    }
}
