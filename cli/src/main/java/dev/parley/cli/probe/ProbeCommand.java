package dev.parley.cli.probe;

import dev.parley.cli.shared.CertificateOptions;
import dev.parley.cli.shared.CliException;
import dev.parley.cli.shared.CommandContext;
import dev.parley.cli.shared.HostPort;
import dev.parley.cli.shared.JsonObject;
import dev.parley.cli.shared.SessionOptions;
import jakarta.mail.MessagingException;
import jakarta.mail.Service;
import jakarta.mail.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code parley probe}. */
@Command(
        name = "probe",
        description = {
            "Probes every address of a server: greeting, capabilities before and over TLS, certificate, login mechanisms,"
                    + " limits, and warnings about them. It does not log in and sends no message.",
            "",
            "Without --tls, STARTTLS is used if the server announces it. A certificate that cannot be verified is also shown. The"
                    + " time-out is 30 seconds. If the server sends no greeting within 3 seconds, parley tries TLS over another"
                    + " connection, and reports a port that waits for TLS.",
            "",
            "The exit code is 0 if the probe of at least one address is complete."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  parley probe mail.example.org:587",
            "  parley probe --tls off --json mail.example.org",
            "  parley probe --timeout 2m slow.example.org",
            "  parley probe --sieve mail.example.org",
            "  parley probe --sieve --tls implicit mail.example.org:5190"
        })
public final class ProbeCommand implements Callable<Integer> {
    /** Shorter than the time-outs for mail, since a user waits for the output. */
    private static final Map<String, String> TIME_OUTS = Map.of("connectiontimeout", "30000", "timeout", "30000");

    private static final List<String> OTHER_ROUTES =
            List.of("proxy.host", "socks.host", "socketFactory", "socketFactory.class", "srv");

    private final CommandContext context;

    @Parameters(paramLabel = "HOST[:PORT]", description = "The server.")
    private HostPort server;

    @Option(names = "--sieve", description = "The server is a ManageSieve server.")
    private boolean sieve;

    @Option(names = "--lmtp", description = "The server is an LMTP server.")
    private boolean lmtp;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean asJson;

    @Mixin
    private SessionOptions session;

    public ProbeCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws MessagingException, IOException, CliException {
        if (sieve && lmtp) {
            throw new IllegalArgumentException("--sieve and --lmtp exclude each other: use one of them");
        }
        String protocol = session.protocol(sieve ? "sieve" : lmtp ? "lmtp" : "smtp", server.port());
        rejectOtherRoutes(protocol);
        List<ProbeResult> results = new ArrayList<>();
        for (InetAddress address : session.addresses(server.host())) {
            ProbeResult result = probe(protocol, address);
            results.add(result);
            if (!asJson) {
                result.lines().forEach(context.out()::println);
            }
        }
        if (asJson) {
            new JsonObject()
                    .put("protocol", protocol)
                    .put("host", server.host())
                    .put("addresses", results.stream().map(ProbeResult::json).toList())
                    .print(context.out());
        }
        return results.stream().mapToInt(ProbeResult::code).min().orElseThrow();
    }

    /** @throws IllegalArgumentException naming a property that would change the route to the server */
    private void rejectOtherRoutes(String protocol) throws CliException {
        Properties properties = session.properties(protocol, context);
        for (String name : OTHER_ROUTES) {
            String property = "mail." + protocol + "." + name;
            if (properties.containsKey(property)) {
                throw new IllegalArgumentException(
                        property + " cannot be used: probe connects directly to each address of the host; remove it");
            }
        }
    }

    /** A certificate that cannot be verified is read in a second dialog. */
    private ProbeResult probe(String protocol, InetAddress address) throws MessagingException, CliException {
        ProbedDialog verified = dialog(protocol, address, false);
        boolean rejected = verified.isCertificateRejected();
        return new ProbeResult(
                server.host(),
                address.getHostAddress(),
                rejected ? dialog(protocol, address, true) : verified,
                rejected ? verified.failure() : Optional.empty(),
                Instant.now());
    }

    private ProbedDialog dialog(String protocol, InetAddress address, boolean trustsAnyCertificate)
            throws MessagingException, CliException {
        Properties properties = session.properties(protocol, context);
        ProbedDialog dialog = new ProbedDialog();
        String prefix = "mail." + protocol + ".";
        if (trustsAnyCertificate) {
            CertificateOptions.removeTrust(properties, prefix + "ssl.");
            properties.put(prefix + "ssl.trust", "*");
            properties.put(prefix + "ssl.checkserveridentity", "false");
        }
        TIME_OUTS.forEach((name, millis) -> properties.putIfAbsent(prefix + name, millis));
        if (!protocol.endsWith("s")) {
            properties.putIfAbsent(prefix + "starttls.enable", "true");
        }
        OneAddressSocketFactory sockets = new OneAddressSocketFactory(address);
        ChainCertificate.Reader chain = new ChainCertificate.Reader();
        properties.put(prefix + "socketFactory", sockets);
        properties.putIfAbsent(prefix + "ssl.hostnameverifier", chain);
        properties.put(prefix + "trace.tls", "full");
        properties.put(prefix + "trace.sink", dialog);
        properties.put(prefix + "auth", "false");
        properties.put(prefix + "auth.mechanisms", "NONE");
        Session mail = Session.getInstance(properties);
        boolean isSieve = protocol.startsWith("sieve");
        TlsKnock knock = protocol.endsWith("s") ? null : TlsKnock.during(sockets);
        try (Service service = isSieve ? mail.getStore(protocol) : mail.getTransport(protocol)) {
            // With ManageSieve the dialog ends before the login: no server has a mechanism of this name.
            service.connect(server.host(), server.port(), isSieve ? "nobody" : null, isSieve ? "none" : null);
        } catch (MessagingException e) {
            dialog.failed(e);
        }
        if (knock != null && knock.waitsForTls()) {
            dialog.waitsForTls();
        }
        if (sockets.connected() != null) {
            dialog.captured(sockets.connected().received(), chain.chain());
        }
        return dialog;
    }
}
