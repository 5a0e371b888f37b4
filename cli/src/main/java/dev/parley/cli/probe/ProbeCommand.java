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
            "STARTTLS is used where it is offered, and a certificate that is not believed is shown all the same."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  parley probe mail.example.org:587",
            "  parley probe --tls off --json mail.example.org",
            "  parley probe --sieve mail.example.org"
        },
        mixinStandardHelpOptions = true)
public final class ProbeCommand implements Callable<Integer> {
    private static final int SMTPS = 465;

    private final Surroundings surroundings;

    @Parameters(paramLabel = "HOST[:PORT]", description = "The server. Port 465 has TLS from the first octet.")
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
        List<Finding> findings = new ArrayList<>();
        for (InetAddress address : addresses()) {
            findings.add(look(address));
        }
        if (asJson) {
            Json.print(
                    surroundings.out(),
                    Map.of("addresses", findings.stream().map(Finding::facts).toList()));
        } else {
            findings.stream().flatMap(finding -> finding.lines().stream()).forEach(surroundings.out()::println);
        }
        return findings.stream().anyMatch(Finding::reached) ? Exit.OK : Exit.UNAVAILABLE;
    }

    private InetAddress[] addresses() throws Complaint {
        try {
            return InetAddress.getAllByName(server.host());
        } catch (UnknownHostException e) {
            throw new Complaint(Exit.UNAVAILABLE, server.host() + " has no address");
        }
    }

    /** A certificate that is not believed is looked at in a second dialog. */
    private Finding look(InetAddress address) {
        Seen believing = look(address, false);
        if (believing.connected()
                && believing.tls().isEmpty()
                && believing.failure().isPresent()) {
            Seen anyway = look(address, true);
            if (anyway.tls().isPresent()) {
                return new Finding(address.getHostAddress(), anyway, believing.failure(), Instant.now());
            }
        }
        return new Finding(address.getHostAddress(), believing, Optional.empty(), Instant.now());
    }

    private Seen look(InetAddress address, boolean anyCertificate) {
        String protocol = sieve ? "sieve" : lmtp ? "lmtp" : server.port() == SMTPS ? "smtps" : "smtp";
        Properties properties = session.properties(protocol);
        Seen seen = new Seen();
        String prefix = "mail." + protocol + ".";
        if (anyCertificate) {
            properties.put(prefix + "ssl.trust", "*");
        }
        properties.putIfAbsent(prefix + "starttls.enable", "true");
        properties.put(prefix + "socketFactory", new Pinned(address));
        properties.put(prefix + "trace.tls", "full");
        properties.put(prefix + "trace.sink", seen);
        properties.put(prefix + "auth", "false");
        properties.put(prefix + "auth.mechanisms", "NONE");
        try (Service service = service(Session.getInstance(properties), protocol)) {
            // ManageSieve ends where a login would begin: no server has a mechanism of this name.
            service.connect(server.host(), server.port(), sieve ? "nobody" : null, sieve ? "none" : null);
        } catch (MessagingException e) {
            seen.ended(e);
        }
        return seen;
    }

    private static Service service(Session session, String protocol) throws MessagingException {
        return protocol.equals("sieve") ? session.getStore(protocol) : session.getTransport(protocol);
    }
}
