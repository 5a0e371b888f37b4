package dev.parley.net;

import dev.parley.settings.MailProperties;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Looks up the servers of a domain where {@code mail.<protocol>.srv} requires it, and how such a server proves itself. */
public final class ServiceLookup {
    private ServiceLookup() {}

    /**
     * The DNS server that {@code mail.<protocol>.srv} names: {@code dns://server:port}, or {@code dns:} for those that this
     * machine uses; empty where the DNS is not used.
     *
     * @throws IllegalArgumentException naming the property whose value cannot be used
     */
    public static Optional<String> dns(MailProperties properties) {
        Optional<Boolean> choice = properties.choice("srv");
        if (choice.isPresent()) {
            return choice.get() ? Optional.of("dns:") : Optional.empty();
        }
        Optional<String> value = properties.text("srv");
        if (value.isPresent() && !value.get().startsWith("dns://")) {
            throw new IllegalArgumentException(
                    properties.name("srv") + "=" + value.get() + " is not one of true, false, dns://server");
        }
        return value;
    }

    /**
     * The servers to try, in this order; empty when the domain has no such record.
     *
     * @param service for example {@code _sieve._tcp}
     * @param dns a result of {@link #dns}
     * @param attempt which the lookup is a part of
     * @throws ServiceRecord.NotOfferedException when the domain declares that it does not have the service
     * @throws IOException when the DNS lookup fails, or this Java runtime cannot do it
     */
    public static List<ServiceRecord> find(String service, String domain, String dns, ConnectAttempt attempt)
            throws IOException {
        try {
            return ServiceRecords.find(service, domain, dns, attempt);
        } catch (LinkageError e) {
            throw new IOException(
                    "the lookup needs the module java.naming, which this Java runtime does not contain",
                    new ClassNotFoundException(e.getMessage(), e));
        }
    }

    /**
     * The name that the certificate of a server must have. A DNS reply may be forged: only a server within the domain may
     * use its own name, any other must have the name of the domain (RFC 6186 s6, RFC 8314 s5.1).
     *
     * @param domain for which the server was looked up
     * @param target the server that the record names
     */
    public static String identity(String domain, String target) {
        boolean within = target.equalsIgnoreCase(domain)
                || target.regionMatches(
                        true, target.length() - domain.length() - 1, "." + domain, 0, domain.length() + 1);
        return within ? target : domain;
    }
}
