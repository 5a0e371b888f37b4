package dev.parley.tls;

import dev.parley.trace.TlsReport;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** TLS cannot be established, for the reasons in the message. */
public final class TlsException extends IOException {
    private final List<String> reasons;
    private final List<String> facts;
    private final transient TlsReport report;

    public TlsException(String message) {
        this(message, (Throwable) null);
    }

    public TlsException(String message, Throwable cause) {
        super(message, cause);
        this.reasons = List.of(message);
        this.facts = List.of();
        this.report = null;
    }

    /**
     * @param reasons to be explained, the most important first
     * @param report null: the server's certificate was not received, or was not the reason
     */
    TlsException(String message, Throwable cause, List<String> reasons, List<String> facts, TlsReport report) {
        super(message, cause);
        this.reasons = List.copyOf(reasons);
        this.facts = List.copyOf(facts);
        this.report = report;
    }

    /** The reasons that are to be explained, the most important first. */
    public List<String> reasons() {
        return reasons;
    }

    /** What helps to find the cause, a line each: the certificates received, the trust store, the properties. */
    public List<String> facts() {
        return facts;
    }

    /** The server's certificates that were rejected; empty: none was received, or it was not the reason. */
    public Optional<TlsReport> report() {
        return Optional.ofNullable(report);
    }
}
