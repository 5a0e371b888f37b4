package dev.parley.cli.probe;

import dev.parley.trace.TlsDetails;
import dev.parley.trace.TlsReport;
import dev.parley.trace.Verification;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The TLS session and the certificate, as {@code openssl s_client} reports them. */
record Handshake(TlsReport tls, Verification verification) {

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(tls.protocol() + " " + tls.cipher() + (tls.resumed() ? ", resumed" : ""));
        lines.add("  subject  " + tls.subject());
        lines.add("  names    " + (tls.names().isEmpty() ? "none" : String.join(", ", tls.names())));
        lines.add("  issuer   " + tls.issuer());
        lines.add("  valid    "
                + tls.details().map(details -> details.begins() + " to ").orElse("") + tls.expires());
        tls.details().ifPresent(details -> {
            lines.add("  key      " + details.key());
            lines.add("  sha256   " + details.sha256());
            details.chain().forEach(link -> lines.add("  chain    " + link.subject() + ", issuer " + link.issuer()));
            details.alpn().ifPresent(protocol -> lines.add("  alpn     " + protocol));
        });
        lines.add("  verify   " + verification);
        return lines;
    }

    /** The members have the same names as in a trace in JSON Lines. */
    Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("version", tls.protocol());
        facts.put("cipher", tls.cipher());
        facts.put("resumed", tls.resumed());
        facts.put("subject", tls.subject());
        facts.put("san", tls.names());
        facts.put("issuer", tls.issuer());
        facts.put("notBefore", tls.details().map(TlsDetails::begins));
        facts.put("notAfter", tls.expires());
        facts.put("key", tls.details().map(TlsDetails::key));
        facts.put("sha256", tls.details().map(TlsDetails::sha256));
        facts.put("chain", chain(TlsDetails.Certificate::subject));
        facts.put("issuers", chain(TlsDetails.Certificate::issuer));
        facts.put("alpn", tls.details().flatMap(TlsDetails::alpn));
        facts.put("verify", verification);
        facts.put("identity", verification.identityProven());
        return facts;
    }

    private Optional<List<String>> chain(Function<TlsDetails.Certificate, String> name) {
        return tls.details().map(details -> details.chain().stream().map(name).toList());
    }
}
