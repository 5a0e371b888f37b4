package dev.parley.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Checks whether a certificate names a host: an address must be among its IP addresses, a name among its DNS names, or be
 * its CN where it has no DNS name (RFC 6125 s6.4). A wildcard matches the whole first label; at least two must follow.
 */
public final class CertificateNames implements HostnameVerifier {
    private static final int DNS = 2;
    private static final int IP = 7;
    private static final Pattern IPV4 = Pattern.compile("\\d+(\\.\\d+){3}");
    private static final Pattern COMMON_NAME = Pattern.compile("(?:^|(?<!\\\\)[,+])CN=([A-Za-z0-9.*_-]+)(?:[,+]|$)");

    @Override
    public boolean verify(String host, SSLSession session) {
        try {
            return include((X509Certificate) session.getPeerCertificates()[0], host);
        } catch (SSLPeerUnverifiedException e) {
            return false;
        }
    }

    /** Whether a certificate names a host. */
    static boolean include(X509Certificate certificate, String host) {
        try {
            return names(certificate, host);
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    private static boolean names(X509Certificate certificate, String host) throws CertificateParsingException {
        if (isAddress(host)) {
            return include(alternatives(certificate, IP), host);
        }
        List<String> names = alternatives(certificate, DNS);
        return names.isEmpty() ? matches(commonName(certificate), host) : include(names, host);
    }

    /** Whether a host is among the DNS names and IP addresses of a certificate's subjectAltName. */
    public static boolean include(List<String> names, String host) {
        for (String name : names) {
            if (isAddress(host) ? isAddress(name, host) : matches(name, host)) {
                return true;
            }
        }
        return false;
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

    private static List<String> alternatives(X509Certificate certificate, int kind) throws CertificateParsingException {
        Collection<List<?>> all = certificate.getSubjectAlternativeNames();
        List<String> names = new ArrayList<>();
        for (List<?> name : all == null ? List.<List<?>>of() : all) {
            if (name.get(0).equals(kind)) {
                names.add(String.valueOf(name.get(1)));
            }
        }
        return names;
    }

    /** The CN of the subject; empty: none. */
    private static String commonName(X509Certificate certificate) {
        Matcher name = COMMON_NAME.matcher(certificate.getSubjectX500Principal().getName());
        return name.find() ? name.group(1) : "";
    }
}
