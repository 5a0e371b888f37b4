package dev.parley.net;

import dev.parley.settings.Endpoint;
import java.io.IOException;

/**
 * An SRV record (RFC 2782). The order is that of the priorities.
 *
 * @param name for example {@code _sieve._tcp.example.org}
 * @param priority the server with the lowest one is tried first
 * @param weight the share of a server among those of the same priority
 */
public record ServiceRecord(String name, int priority, int weight, Endpoint target)
        implements Comparable<ServiceRecord> {

    /** The domain declares that it does not have the service: its only target is "." (RFC 2782, RFC 6186 s3.4). */
    public static final class NotOfferedException extends IOException {
        private static final long serialVersionUID = 1L;

        NotOfferedException(String name) {
            super("the SRV record of " + name + " declares that the service does not exist");
        }
    }

    @Override
    public int compareTo(ServiceRecord other) {
        return Integer.compare(priority, other.priority);
    }
}
