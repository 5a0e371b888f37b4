package dev.parley.cli.probe;

import dev.parley.trace.TlsReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What there is at one address.
 *
 * @param distrust why the certificate was not believed; it was looked at all the same
 */
record Finding(String address, Seen seen, Optional<String> distrust, Instant now) {
    boolean reached() {
        return seen.connected();
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(address);
        seen.greeting().forEach(line -> lines.add("  greeting   " + line));
        seen.inClear().forEach(line -> lines.add("  in clear   " + line));
        seen.tls().ifPresent(tls -> certificate(tls, lines));
        seen.overTls().forEach(line -> lines.add("  over TLS   " + line));
        lines.add("  logins     " + (mechanisms().isEmpty() ? "none" : String.join(" ", mechanisms())));
        limits().forEach(line -> lines.add("  limit      " + line));
        seen.failure().ifPresent(why -> lines.add("  failed     " + why));
        Warnings.of(seen, distrust, now).forEach(line -> lines.add("  warning    " + line));
        return lines;
    }

    Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("address", address);
        facts.put("reached", reached());
        facts.put("greeting", seen.greeting());
        facts.put("inClear", seen.inClear());
        facts.put("tls", seen.tls().map(Finding::certificate));
        facts.put("overTls", seen.overTls());
        facts.put("logins", mechanisms());
        facts.put("limits", limits());
        facts.put("failed", seen.failure());
        facts.put("warnings", Warnings.of(seen, distrust, now));
        return facts;
    }

    private static Map<String, Object> certificate(TlsReport tls) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("version", tls.protocol());
        facts.put("cipher", tls.cipher());
        facts.put("subject", tls.subject());
        facts.put("names", tls.names());
        facts.put("issuer", tls.issuer());
        facts.put("begins", tls.details().map(details -> details.begins().toString()));
        facts.put("expires", tls.expires().toString());
        facts.put("key", tls.details().map(details -> details.key()));
        facts.put("sha256", tls.details().map(details -> details.sha256()));
        return facts;
    }

    private void certificate(TlsReport tls, List<String> lines) {
        lines.add("  TLS        " + tls.protocol() + " " + tls.cipher());
        lines.add("    subject  " + tls.subject());
        lines.add("    names    " + String.join(", ", tls.names()));
        lines.add("    issuer   " + tls.issuer());
        lines.add("    valid    "
                + tls.details().map(details -> details.begins() + " to ").orElse("") + tls.expires());
        tls.details().ifPresent(details -> {
            lines.add("    key      " + details.key());
            lines.add("    sha256   " + details.sha256());
            details.chain().forEach(link -> lines.add("    chain    " + link.subject() + ", issuer " + link.issuer()));
        });
        lines.add("    verify   "
                + distrust.map(why -> "FAILED").orElse(tls.verification().toString()));
    }

    private List<String> mechanisms() {
        return Warnings.mechanisms(last());
    }

    /** What the server says of its limits: SIZE (RFC 1870), LIMITS (RFC 9422), MAXREDIRECTS (RFC 5804 s1.7). */
    private List<String> limits() {
        return last().stream()
                .filter(line -> line.replace("\"", "").matches("(?i)(SIZE|LIMITS|MAXREDIRECTS)( .*)?"))
                .toList();
    }

    private List<String> last() {
        return seen.overTls().isEmpty() ? seen.inClear() : seen.overTls();
    }
}
