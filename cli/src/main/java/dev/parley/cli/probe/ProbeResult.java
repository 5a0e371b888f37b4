package dev.parley.cli.probe;

import dev.parley.cli.shared.ExitCode;
import dev.parley.cli.shared.JsonObject;
import dev.parley.trace.Verification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The result of a probe of one address.
 *
 * @param host the name that the server's certificate should contain
 * @param certificateFailure why the certificate could not be verified; it is shown nevertheless
 */
record ProbeResult(
        String host, String address, ProbedDialog dialog, Optional<DialogFailure> certificateFailure, Instant now) {

    /** The exit code, of {@link ExitCode}. */
    int code() {
        return dialog.code();
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(address);
        dialog.greeting().forEach(line -> lines.add("  greeting   " + line));
        dialog.inClear().forEach(line -> lines.add("  in clear   " + line));
        tlsSession().ifPresent(tls -> addTitled("  TLS        ", "  ", tls.lines(), lines));
        dialog.overTls().forEach(line -> lines.add("  over TLS   " + line));
        if (dialog.failure().isEmpty()) {
            lines.add("  logins     " + (mechanisms().isEmpty() ? "none" : String.join(" ", mechanisms())));
        }
        limits().forEach(line -> lines.add("  limit      " + line));
        dialog.failure().ifPresent(failure -> addTitled("  failed     ", "             ", failure.lines(), lines));
        warnings().forEach(line -> lines.add("  warning    " + line));
        return lines;
    }

    JsonObject json() {
        return new JsonObject()
                .put("address", address)
                .put("greeting", dialog.greeting())
                .put("inClear", dialog.inClear())
                .put("tls", tlsSession().map(TlsSession::json))
                .put("overTls", dialog.overTls())
                .put("logins", mechanisms())
                .put("limits", limits())
                .put("failed", dialog.failure().map(DialogFailure::json))
                .put("warnings", warnings());
    }

    private static void addTitled(String title, String indent, List<String> text, List<String> lines) {
        for (int i = 0; i < text.size(); i++) {
            lines.add((i == 0 ? title : indent) + text.get(i));
        }
    }

    private Optional<TlsSession> tlsSession() {
        return dialog.tls()
                .map(tls -> new TlsSession(
                        tls,
                        dialog.keyExchange(tls),
                        dialog.chain(),
                        certificateFailure
                                .<Verification>map(failure -> new Verification.Failed(failure.why()))
                                .orElse(tls.verification())));
    }

    private List<String> warnings() {
        return ProbeWarnings.of(host, dialog, certificateFailure, now);
    }

    private List<String> mechanisms() {
        return ProbeWarnings.mechanisms(dialog.last());
    }

    /** The announced limits: SIZE (RFC 1870), LIMITS (RFC 9422), MAXREDIRECTS (RFC 5804 s1.7). */
    private List<String> limits() {
        return dialog.last().stream()
                .filter(line -> line.replace("\"", "").matches("(?i)(SIZE|LIMITS|MAXREDIRECTS)( .*)?"))
                .toList();
    }
}
