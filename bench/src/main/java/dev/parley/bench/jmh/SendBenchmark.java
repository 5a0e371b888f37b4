package dev.parley.bench.jmh;

import dev.parley.bench.Client;
import dev.parley.bench.Messages;
import dev.parley.smtp.SmtpTransport;
import dev.parley.trace.TraceSink;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A message rendered and sent, to nowhere: what it costs without kernel and server. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SendBenchmark {
    @Param({"TEXT", "TEXT8", "BASE64", "PARSED"})
    public Messages kind;

    /** Octets of the body before it is encoded. */
    @Param({"2000", "1000000"})
    public int size;

    private MimeMessage message;
    private SmtpTransport own;
    private SmtpTransport byWriteTo;
    private SmtpTransport traced;
    private SMTPTransport angus;

    @Setup
    public void connect() throws MessagingException {
        message = kind.of(Client.PARLEY.session(25, Map.of()), size, 1);
        own = (SmtpTransport) Client.PARLEY.transport(Client.PARLEY.session(25, Map.of()));
        own.connect(new CannedSocket());
        byWriteTo = (SmtpTransport)
                Client.PARLEY.transport(Client.PARLEY.session(25, Map.of("mail.smtp.rendering", "writeTo")));
        byWriteTo.connect(new CannedSocket());
        Session told = Client.PARLEY.session(25, Map.of());
        told.getProperties().put("mail.smtp.trace.sink", (TraceSink) event -> {});
        traced = (SmtpTransport) Client.PARLEY.transport(told);
        traced.connect(new CannedSocket());
        angus = (SMTPTransport) Client.ANGUS.transport(Client.ANGUS.session(25, Map.of()));
        angus.connect(new CannedSocket());
    }

    /** As it is without any property: no trace, and the rendering of our own where it applies. */
    @Benchmark
    public void own() throws MessagingException {
        own.sendMessage(message, message.getAllRecipients());
    }

    /** With {@code mail.smtp.rendering=writeTo}. */
    @Benchmark
    public void writeTo() throws MessagingException {
        byWriteTo.sendMessage(message, message.getAllRecipients());
    }

    /** With a trace that goes to nobody: what a switched-off one spares. */
    @Benchmark
    public void traced() throws MessagingException {
        traced.sendMessage(message, message.getAllRecipients());
    }

    @Benchmark
    public void angus() throws MessagingException {
        angus.sendMessage(message, message.getAllRecipients());
    }
}
