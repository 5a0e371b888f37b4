package dev.parley.spring;

import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties {@code parley.mail.*} of an application, for all its mail senders. A property in
 * {@code spring.mail.properties} overrides them.
 *
 * @param trace {@code parley.mail.trace} (list of off, text, html, json, log, jfr; off): the outputs of the trace. Log
 *     writes the dialog to the logger dev.parley.trace, whose level becomes DEBUG unless the application sets it. Html and
 *     json also need spring.mail.properties.mail.smtp.trace.file
 * @param logFailures {@code parley.mail.log-failures} (true, false; true): logs each message that cannot be sent, and each
 *     connect that fails, with the cause and the fix, without a stack trace
 */
@ConfigurationProperties("parley.mail")
record ParleyMailProperties(
        @DefaultValue Set<Output> trace,
        @DefaultValue("true") boolean logFailures) {
    /** An output of the trace. */
    enum Output {
        OFF,
        TEXT,
        HTML,
        JSON,
        LOG,
        JFR
    }
}
