package dev.parley.cli.probe;

import dev.parley.cli.shared.JsonObject;
import dev.parley.trace.TlsDetails;
import dev.parley.trace.TlsReport;
import dev.parley.trace.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The TLS session and the certificate, as {@code openssl s_client} reports them. */
record TlsSession(TlsReport tls, KeyExchange keyExchange, List<ChainCertificate> chain, Verification verification) {

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
            lines.add("  group    " + keyExchange.group().orElse("unknown: Java does not report it"));
            lines.add("  signed   " + keyExchange.signatureLine());
            for (int i = 0; i < details.chain().size(); i++) {
                TlsDetails.Certificate link = details.chain().get(i);
                lines.add("  chain    " + link.subject() + ", issuer " + link.issuer());
                if (i < chain.size()) {
                    lines.add("           " + chain.get(i).line());
                }
            }
            details.alpn().ifPresent(protocol -> lines.add("  alpn     " + protocol));
        });
        lines.add("  verify   " + verification);
        return lines;
    }

    /** The members have the same names as in a trace in JSON Lines. */
    JsonObject json() {
        return new JsonObject()
                .put("version", tls.protocol())
                .put("cipher", tls.cipher())
                .put("resumed", tls.resumed())
                .put("subject", tls.subject())
                .put("san", tls.names())
                .put("issuer", tls.issuer())
                .put("notBefore", tls.details().map(TlsDetails::begins))
                .put("notAfter", tls.expires())
                .put("key", tls.details().map(TlsDetails::key))
                .put("sha256", tls.details().map(TlsDetails::sha256))
                .put("group", keyExchange.group())
                .put("signatureType", keyExchange.signature())
                .put("signatureDigest", keyExchange.digest())
                .put("chain", chain(TlsDetails.Certificate::subject))
                .put("issuers", chain(TlsDetails.Certificate::issuer))
                .put("chainKeys", chain.stream().map(ChainCertificate::key).toList())
                .put(
                        "chainSignatures",
                        chain.stream().map(ChainCertificate::signature).toList())
                .put(
                        "chainNotAfter",
                        chain.stream().map(link -> link.ends().toString()).toList())
                .put("alpn", tls.details().flatMap(TlsDetails::alpn))
                .put("verify", verification)
                .put("identity", verification.identityProven());
    }

    private Optional<List<String>> chain(Function<TlsDetails.Certificate, String> name) {
        return tls.details().map(details -> details.chain().stream().map(name).toList());
    }
}
