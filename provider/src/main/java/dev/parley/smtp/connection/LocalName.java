package dev.parley.smtp.connection;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The name this side says with EHLO: a domain, or an address literal where the machine has none (RFC 5321 s4.1.4). */
final class LocalName {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Pattern DOMAIN =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*");

    private LocalName() {}

    static String of(InetAddress linkEnd) {
        String name = machine();
        return DOMAIN.matcher(name).matches() ? name : literal(linkEnd);
    }

    /** The machine's own name, for which some ask DNS and wait; empty when it takes too long. */
    private static String machine() {
        return CompletableFuture.supplyAsync(LocalName::lookUp)
                .completeOnTimeout("", PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private static String lookUp() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "";
        }
    }

    /** RFC 5321 s4.1.3. */
    static String literal(InetAddress address) {
        String scoped = address.getHostAddress();
        String text = scoped.contains("%") ? scoped.substring(0, scoped.indexOf('%')) : scoped;
        return address instanceof Inet6Address ? "[IPv6:" + text + "]" : "[" + text + "]";
    }
}
