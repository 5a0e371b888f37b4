package dev.parley.cli.probe;

import dev.parley.cli.shared.Complaint;
import dev.parley.cli.shared.Exit;
import dev.parley.cli.shared.HostPort;
import dev.parley.cli.shared.Json;
import dev.parley.cli.shared.SessionOptions;
import dev.parley.cli.shared.Surroundings;
import jakarta.mail.MessagingException;
import jakarta.mail.Service;
import jakarta.mail.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
            "STARTTLS is used if the server announces it. A certificate that cannot be verified is shown, too. The"
                    + " time-out is 30 seconds.",
            "",
            "The exit code is 0 if the probe of at least one address is complete."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  parley probe mail.example.org:587",
            "  parley probe --tls off --json mail.example.org",
            "  parley probe -Dmail.smtp.timeout=120000 slow.example.org",
            "  parley probe --sieve mail.example.org",
            "  parley probe --sieve --tls implicit mail.example.org:5190"
        },
        mixinStandardHelpOptions = true)
public final class ProbeCommand implements Callable<Integer> {
    /** Shorter than the time-outs for mail, since a user waits for the output. */
    private static final Map<String, String> PATIENCE = Map.of("connectiontimeout", "30000", "timeout", "30000");

    private static final List<String> OTHER_ROUTES =
            List.of("proxy.host", "socks.host", "socketFactory", "socketFactory.class");

    private final Surroundings surroundings;

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

    public ProbeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws MessagingException, IOException, Complaint {
        if (sieve && lmtp) {
            throw new IllegalArgumentException("--sieve and --lmtp exclude each other: use one of them");
        }
        String protocol = session.protocol(sieve ? "sieve" : lmtp ? "lmtp" : "smtp", server.port());
        refuseOtherRoutes(protocol);
        List<Finding> findings = new ArrayList<>();
        for (InetAddress address : addresses()) {
            Finding finding = look(protocol, address);
            findings.add(finding);
            if (!asJson) {
                finding.lines().forEach(surroundings.out()::println);
            }
        }
        if (asJson) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("protocol", protocol);
            facts.put("host", server.host());
            facts.put("addresses", findings.stream().map(Finding::facts).toList());
            Json.print(surroundings.out(), facts);
        }
        return findings.stream().mapToInt(Finding::code).min().orElseThrow();
    }

    /** @throws IllegalArgumentException naming a property that would change the route to the server */
    private void refuseOtherRoutes(String protocol) {
        Properties given = session.properties(protocol);
        for (String name : OTHER_ROUTES) {
            String property = "mail." + protocol + "." + name;
            if (given.containsKey(property)) {
                throw new IllegalArgumentException(
                        property + " cannot be used: probe connects directly to each address of the host; remove it");
            }
        }
    }

    private InetAddress[] addresses() throws Complaint {
        try {
            return InetAddress.getAllByName(server.host());
        } catch (UnknownHostException e) {
            throw new Complaint(Exit.UNAVAILABLE, "the host " + server.host() + " has no address: check the name");
        }
    }

    /** A certificate that cannot be verified is read in a second dialog. */
    private Finding look(String protocol, InetAddress address) throws MessagingException {
        Seen believing = look(protocol, address, false);
        Seen seen = believing.distrusted() ? look(protocol, address, true) : believing;
        Optional<Failure> distrust = believing.distrusted() ? believing.failure() : Optional.empty();
        return new Finding(server.host(), address.getHostAddress(), seen, distrust, Instant.now());
    }

    private Seen look(String protocol, InetAddress address, boolean anyCertificate) throws MessagingException {
        Properties properties = session.properties(protocol);
        Seen seen = new Seen();
        String prefix = "mail." + protocol + ".";
        if (anyCertificate) {
            properties.put(prefix + "ssl.trust", "*");
            properties.put(prefix + "ssl.checkserveridentity", "false");
        }
        PATIENCE.forEach((name, millis) -> properties.putIfAbsent(prefix + name, millis));
        if (!protocol.endsWith("s")) {
            properties.putIfAbsent(prefix + "starttls.enable", "true");
        }
        properties.put(prefix + "socketFactory", new Pinned(address));
        properties.put(prefix + "trace.tls", "full");
        properties.put(prefix + "trace.sink", seen);
        properties.put(prefix + "auth", "false");
        properties.put(prefix + "auth.mechanisms", "NONE");
        Session mail = Session.getInstance(properties);
        boolean scripts = protocol.startsWith("sieve");
        try (Service service = scripts ? mail.getStore(protocol) : mail.getTransport(protocol)) {
            // With ManageSieve the dialog ends before the login: no server has a mechanism of this name.
            service.connect(server.host(), server.port(), scripts ? "nobody" : null, scripts ? "none" : null);
        } catch (MessagingException e) {
            seen.ended(e);
        }
        return seen;
    }
}
