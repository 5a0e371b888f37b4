package dev.parley.trace.face;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** A logger of java.util.logging at level FINEST. Only this class needs the module java.logging. */
record FinestLog(Logger logger) implements LogSink.Log {
    /** The loggers of Angus Mail, which applications have configured. */
    private static final List<String> SMTP =
            List.of("org.eclipse.angus.mail.smtp.protocol", "org.eclipse.angus.mail.smtp");

    private static final List<String> SIEVE = List.of("dev.parley.trace.sieve");

    /** Null where no logger is at FINEST. */
    static FinestLog of(String protocol) {
        for (String name : protocol.startsWith("sieve") ? SIEVE : SMTP) {
            Logger logger = Logger.getLogger(name);
            if (logger.isLoggable(java.util.logging.Level.FINEST)) {
                return new FinestLog(logger);
            }
        }
        return null;
    }

    @Override
    public boolean isLoggable(Level level) {
        return logger.isLoggable(level(level));
    }

    @Override
    public void write(Level level, String message) {
        LogRecord record = new LogRecord(level(level), message);
        record.setLoggerName(logger.getName());
        record.setSourceClassName(null);
        record.setSourceMethodName(null);
        logger.log(record);
    }

    private static java.util.logging.Level level(Level level) {
        return switch (level) {
            case WARNING -> java.util.logging.Level.WARNING;
            case INFO -> java.util.logging.Level.INFO;
            default -> java.util.logging.Level.FINE;
        };
    }
}
