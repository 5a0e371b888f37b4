package dev.parley.cli.probe;

import dev.parley.cli.shared.Exit;
import dev.parley.trace.Verification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The result of a probe of one address.
 *
 * @param host the name that the server's certificate should contain
 * @param distrust the failed verification of the certificate, which is shown nevertheless
 */
record Finding(String host, String address, Seen seen, Optional<Failure> distrust, Instant now) {

    /** The exit code, of {@link Exit}. */
    int code() {
        return seen.code();
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(address);
        seen.greeting().forEach(line -> lines.add("  greeting   " + line));
        seen.inClear().forEach(line -> lines.add("  in clear   " + line));
        handshake().ifPresent(handshake -> titled("  TLS        ", "  ", handshake.lines(), lines));
        seen.overTls().forEach(line -> lines.add("  over TLS   " + line));
        if (seen.failure().isEmpty()) {
            lines.add("  logins     " + (mechanisms().isEmpty() ? "none" : String.join(" ", mechanisms())));
        }
        limits().forEach(line -> lines.add("  limit      " + line));
        seen.failure().ifPresent(failure -> titled("  failed     ", "             ", failure.lines(), lines));
        warnings().forEach(line -> lines.add("  warning    " + line));
        return lines;
    }

    Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("address", address);
        facts.put("greeting", seen.greeting());
        facts.put("inClear", seen.inClear());
        facts.put("tls", handshake().map(Handshake::facts));
        facts.put("overTls", seen.overTls());
        facts.put("logins", mechanisms());
        facts.put("limits", limits());
        facts.put("failed", seen.failure().map(Failure::facts));
        facts.put("warnings", warnings());
        return facts;
    }

    private static void titled(String title, String indent, List<String> text, List<String> lines) {
        for (int i = 0; i < text.size(); i++) {
            lines.add((i == 0 ? title : indent) + text.get(i));
        }
    }

    private Optional<Handshake> handshake() {
        return seen.tls()
                .map(tls -> new Handshake(
                        tls,
                        distrust.<Verification>map(failure -> new Verification.Failed(failure.why()))
                                .orElse(tls.verification())));
    }

    private List<String> warnings() {
        return Warnings.of(host, seen, distrust, now);
    }

    private List<String> mechanisms() {
        return Warnings.mechanisms(seen.last());
    }

    /** The announced limits: SIZE (RFC 1870), LIMITS (RFC 9422), MAXREDIRECTS (RFC 5804 s1.7). */
    private List<String> limits() {
        return seen.last().stream()
                .filter(line -> line.replace("\"", "").matches("(?i)(SIZE|LIMITS|MAXREDIRECTS)( .*)?"))
                .toList();
    }
}
