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
            "Looks at a server without a login and without a message: its greeting, what it offers before and over TLS,"
                    + " its certificate, and what is wrong with all that, on every address of the host.",
            "",
            "STARTTLS is used where it is offered, and a certificate that is not believed is shown all the same. A"
                    + " server that is silent for 30 seconds is given up.",
            "",
            "The exit code is 0 when the whole dialog was possible at one address at least."
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
    /** Nobody looks for minutes. */
    private static final Map<String, String> PATIENCE = Map.of("connectiontimeout", "30000", "timeout", "30000");

    private static final List<String> OTHER_ROUTES =
            List.of("proxy.host", "socks.host", "socketFactory", "socketFactory.class");

    private final Surroundings surroundings;

    @Parameters(paramLabel = "HOST[:PORT]", description = "The server.")
    private HostPort server;

    @Option(names = "--sieve", description = "It is a ManageSieve server.")
    private boolean sieve;

    @Option(names = "--lmtp", description = "It is an LMTP server.")
    private boolean lmtp;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean asJson;

    @Mixin
    private SessionOptions session;

    public ProbeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws MessagingException, IOException, Complaint {
        if (sieve && lmtp) {
            throw new IllegalArgumentException("--sieve and --lmtp are two protocols: give one");
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

    /** @throws IllegalArgumentException naming the property that would lead elsewhere */
    private void refuseOtherRoutes(String protocol) {
        Properties given = session.properties(protocol);
        for (String name : OTHER_ROUTES) {
            String property = "mail." + protocol + "." + name;
            if (given.containsKey(property)) {
                throw new IllegalArgumentException(
                        property + " cannot be used: each address of the host is connected to by itself");
            }
        }
    }

    private InetAddress[] addresses() throws Complaint {
        try {
            return InetAddress.getAllByName(server.host());
        } catch (UnknownHostException e) {
            throw new Complaint(Exit.UNAVAILABLE, server.host() + " has no address");
        }
    }

    /** A certificate that is not believed is looked at in a second dialog. */
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
            // ManageSieve ends where a login would begin: no server has a mechanism of this name.
            service.connect(server.host(), server.port(), scripts ? "nobody" : null, scripts ? "none" : null);
        } catch (MessagingException e) {
            seen.ended(e);
        }
        return seen;
    }
}
