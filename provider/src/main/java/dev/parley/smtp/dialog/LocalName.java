package dev.parley.smtp.dialog;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** The name this side says with EHLO: a domain, or an address literal where the machine has none (RFC 5321 s4.1.4). */
final class LocalName {
    private static final Pattern DOMAIN =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*");

    private LocalName() {}

    static String of(InetAddress linkEnd) {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            return DOMAIN.matcher(name).matches() ? name : literal(linkEnd);
        } catch (UnknownHostException e) {
            return literal(linkEnd);
        }
    }

    private static String literal(InetAddress address) {
        String scoped = address.getHostAddress();
        String text = scoped.contains("%") ? scoped.substring(0, scoped.indexOf('%')) : scoped;
        return address instanceof Inet6Address ? "[IPv6:" + text + "]" : "[" + text + "]";
    }
}
