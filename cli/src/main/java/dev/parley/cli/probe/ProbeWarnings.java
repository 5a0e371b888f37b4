package dev.parley.cli.probe;

import dev.parley.tls.CertificateNames;
import dev.parley.trace.TlsDetails;
import dev.parley.trace.TlsReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The warnings for users and operators of the server. */
final class ProbeWarnings {
    private static final Duration SOON = Duration.ofDays(30);
    private static final Set<String> PLAIN = Set.of("PLAIN", "LOGIN");

    private ProbeWarnings() {}

    /** @param certificateFailure why the certificate could not be verified */
    static List<String> of(String host, ProbedDialog dialog, Optional<DialogFailure> certificateFailure, Instant now) {
        List<String> warnings = new ArrayList<>();
        if (dialog.failure().isEmpty() && dialog.tls().isEmpty()) {
            warnings.add("no TLS: mail and passwords are sent in clear");
        }
        if (mechanisms(dialog.inClear()).stream().anyMatch(PLAIN::contains)) {
            warnings.add("PLAIN or LOGIN is announced without TLS: an observer of the network can read the password");
        }
        certificateFailure.ifPresent(failure -> warnings.add("the certificate cannot be verified"
                + failure.fix().map(fix -> "; fix: " + fix).orElse("")));
        if (certificateFailure.isPresent()) {
            dialog.tls()
                    .filter(tls -> !CertificateNames.include(tls.names(), host))
                    .ifPresent(tls -> warnings.add("the certificate does not name " + host));
        }
        dialog.tls().ifPresent(tls -> validity(tls, now, warnings));
        return warnings;
    }

    private static void validity(TlsReport tls, Instant now, List<String> warnings) {
        tls.details()
                .map(TlsDetails::begins)
                .filter(now::isBefore)
                .ifPresent(begin -> warnings.add("the certificate is not valid before " + begin));
        Instant end = tls.expires();
        if (end.isBefore(now)) {
            warnings.add("the certificate expired on " + end);
        } else if (end.isBefore(now.plus(SOON))) {
            warnings.add(
                    "the certificate expires in " + Duration.between(now, end).toDays() + " days, on " + end);
        }
    }

    /** The announced login mechanisms: AUTH of SMTP (RFC 4954 s3), SASL of ManageSieve (RFC 5804 s1.7). */
    static List<String> mechanisms(List<String> offered) {
        return offered.stream()
                .map(line -> line.replace("\"", "").toUpperCase(Locale.ROOT).split("[ =]+"))
                .filter(words -> words[0].equals("AUTH") || words[0].equals("SASL"))
                .flatMap(words -> Arrays.stream(words).skip(1))
                .distinct()
                .toList();
    }
}
