package dev.parley.cli.server;

import dev.parley.cli.shared.CliException;
import dev.parley.cli.shared.ExitCode;
import dev.parley.cli.shared.ListeningPort;
import dev.parley.replay.TestCertificate;
import dev.parley.replay.sieve.ManageSieveServer;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code parley server}. */
@Command(
        name = "server",
        description = {
            "Runs a mail server for first tries on the loopback address, and prints each message that it receives.",
            "",
            "The SMTP server has no TLS, accepts every message, and accepts every login. The ManageSieve server has the user "
                    + ServerCommand.USER + " with the password " + ServerCommand.PASSWORD
                    + ". It requires TLS, and its certificate is self-signed. Messages and scripts are only in memory. The"
                    + " command runs until it is interrupted."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  parley server", "  parley server --smtp-port 2526 --sieve-port 0"})
public final class ServerCommand implements Callable<Integer> {
    static final String USER = "joe";
    static final String PASSWORD = "secret";

    private final PrintStream out;

    @Option(
            names = "--smtp-port",
            paramLabel = "PORT",
            defaultValue = "2525",
            description = "The port for SMTP; 0: a free one. Default: 2525.")
    private int smtpPort;

    @Option(
            names = "--sieve-port",
            paramLabel = "PORT",
            defaultValue = "4190",
            description = "The port for ManageSieve; 0: a free one. Default: 4190.")
    private int sievePort;

    public ServerCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws CliException, InterruptedException, IOException {
        ListeningPort forSmtp = new ListeningPort("--smtp-port", smtpPort);
        ListeningPort forSieve = new ListeningPort("--sieve-port", sievePort);
        try (ManageSieveServer sieve = sieve(forSieve);
                ReceivingServer smtp = ReceivingServer.start(forSmtp, out)) {
            out.println("SMTP on localhost:" + smtp.port());
            out.println("ManageSieve on localhost:" + sieve.port() + ", user " + USER + ", password " + PASSWORD);
            out.flush();
            new CountDownLatch(1).await();
        }
        return ExitCode.OK;
    }

    private static ManageSieveServer sieve(ListeningPort port) throws IOException, CliException {
        SSLContext tls = TestCertificate.inMemory("localhost", "127.0.0.1");
        try {
            return new ManageSieveServer(tls, USER, PASSWORD, port.number());
        } catch (IOException e) {
            throw port.unavailable("ManageSieve", e);
        }
    }
}
