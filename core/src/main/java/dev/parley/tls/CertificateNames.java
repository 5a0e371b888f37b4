package dev.parley.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Whether a certificate names a host: an address by its IP addresses, a name by its DNS names, or by its CN where it has
 * none of those (RFC 6125 s6.4). A wildcard stands for the whole first label, before at least two others.
 */
public final class CertificateNames implements HostnameVerifier {
    private static final int DNS = 2;
    private static final int IP = 7;
    private static final Pattern IPV4 = Pattern.compile("\\d+(\\.\\d+){3}");
    private static final Pattern COMMON_NAME = Pattern.compile("(?:^|(?<!\\\\)[,+])CN=([A-Za-z0-9.*_-]+)(?:[,+]|$)");

    @Override
    public boolean verify(String host, SSLSession session) {
        try {
            return names((X509Certificate) session.getPeerCertificates()[0], host);
        } catch (SSLPeerUnverifiedException | CertificateParsingException e) {
            return false;
        }
    }

    private static boolean names(X509Certificate peer, String host) throws CertificateParsingException {
        if (isAddress(host)) {
            return include(alternatives(peer, IP), host);
        }
        List<String> names = alternatives(peer, DNS);
        return names.isEmpty()
                ? commonName(peer).filter(name -> matches(name, host)).isPresent()
                : include(names, host);
    }

    /** Whether a host is among DNS names and IP addresses, as a certificate's subjectAltName has them. */
    public static boolean include(List<String> names, String host) {
        return names.stream().anyMatch(name -> isAddress(host) ? isAddress(name, host) : matches(name, host));
    }

    private static boolean isAddress(String text) {
        return text.indexOf(':') >= 0 || IPV4.matcher(text).matches();
    }

    private static boolean isAddress(String name, String host) {
        try {
            return isAddress(name) && InetAddress.getByName(name).equals(InetAddress.getByName(host));
        } catch (UnknownHostException e) {
            return false;
        }
    }

    static boolean matches(String name, String host) {
        if (!name.startsWith("*.")) {
            return name.equalsIgnoreCase(host);
        }
        String parent = name.substring(1);
        int dot = host.indexOf('.');
        return dot > 0 && parent.indexOf('.', 1) > 0 && host.substring(dot).equalsIgnoreCase(parent);
    }

    private static List<String> alternatives(X509Certificate peer, int kind) throws CertificateParsingException {
        Collection<List<?>> names = peer.getSubjectAlternativeNames();
        return names == null
                ? List.of()
                : names.stream()
                        .filter(name -> name.get(0).equals(kind))
                        .map(name -> String.valueOf(name.get(1)))
                        .toList();
    }

    private static Optional<String> commonName(X509Certificate peer) {
        Matcher name = COMMON_NAME.matcher(peer.getSubjectX500Principal().getName());
        return name.find() ? Optional.of(name.group(1)) : Optional.empty();
    }
}
