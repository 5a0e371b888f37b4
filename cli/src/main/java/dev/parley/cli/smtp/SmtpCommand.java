package dev.parley.cli.smtp;

import dev.parley.cli.shared.CommandContext;
import dev.parley.cli.shared.ExitCode;
import dev.parley.cli.shared.JsonObject;
import dev.parley.smtp.Delivery;
import dev.parley.smtp.EnhancedStatus;
import dev.parley.smtp.Expansion;
import dev.parley.smtp.HelpText;
import dev.parley.smtp.QueueStart;
import dev.parley.smtp.SmtpTransport;
import dev.parley.smtp.Verification;
import jakarta.mail.internet.InternetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code parley smtp}, with one method for each subcommand. */
@Command(
        name = "smtp",
        description = {
            "Sends a single command to an SMTP server, and shows what the reply means.",
            "",
            "Without --tls, STARTTLS is used if the server announces it. The exit code is 0 only after a positive result, 65"
                    + " after a permanent rejection, 69 if the server does not support the command, and 75 after a transient"
                    + " rejection or if the result is uncertain."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  parley smtp verify mail.example.org joe",
            "  parley smtp expand --user joe mail.example.org:587 staff",
            "  parley smtp etrn mail.example.org example.org"
        },
        synopsisSubcommandLabel = "COMMAND")
public final class SmtpCommand {
    private static final String EXAMPLE = "%nExample:%n";

    private final CommandContext context;

    public SmtpCommand(CommandContext context) {
        this.context = context;
    }

    @Command(
            name = "verify",
            description = {
                "Verifies a mailbox of the server (VRFY, RFC 5321 s3.5).",
                "",
                "The exit code is 0 only if the server confirms the mailbox. The reply 252 is neither a yes nor a no (75). If"
                        + " the name is ambiguous, the alternatives are shown (65)."
            },
            footerHeading = EXAMPLE,
            footer = "  parley smtp verify mail.example.org joe@example.org")
    int verify(
            @Mixin MailServer server,
            @Parameters(
                            index = "1",
                            paramLabel = "ADDRESS",
                            description = "A user name or an address, without angle brackets.")
                    String address)
            throws Exception {
        Verification result = server.connected(context, transport -> transport.verify(address));
        int code = switch (result.outcome()) {
            case CONFIRMED -> ExitCode.OK;
            case UNDECIDED, REJECTED_FOR_NOW -> ExitCode.TEMPORARY;
            case AMBIGUOUS, NO_SUCH_MAILBOX, REJECTED -> ExitCode.DATA;
            case UNSUPPORTED -> ExitCode.UNAVAILABLE;
        };
        printMailboxes(server, result.outcome(), result.mailboxes(), result.reply());
        return code;
    }

    @Command(
            name = "expand",
            description = {
                "Lists the members of a mailing list or alias (EXPN, RFC 5321 s3.5).",
                "",
                "The reply 252 means that the server does not expand the list, but accepts mail for it (75)."
            },
            footerHeading = EXAMPLE,
            footer = "  parley smtp expand --user joe mail.example.org:587 staff")
    int expand(
            @Mixin MailServer server,
            @Parameters(index = "1", paramLabel = "LIST", description = "The name of the list.") String list)
            throws Exception {
        Expansion result = server.connected(context, transport -> transport.expand(list));
        int code = switch (result.outcome()) {
            case EXPANDED -> ExitCode.OK;
            case UNDECIDED, REJECTED_FOR_NOW -> ExitCode.TEMPORARY;
            case NO_SUCH_LIST, REJECTED -> ExitCode.DATA;
            case UNSUPPORTED -> ExitCode.UNAVAILABLE;
        };
        printMailboxes(server, result.outcome(), result.mailboxes(), result.reply());
        return code;
    }

    @Command(
            name = "help",
            description = "Prints the help of the server (HELP, RFC 5321 s4.1.1.8).",
            footerHeading = EXAMPLE,
            footer = "  parley smtp help mail.example.org MAIL")
    int help(
            @Mixin MailServer server,
            @Parameters(
                            index = "1",
                            arity = "0..1",
                            paramLabel = "TOPIC",
                            description = "The topic, such as a command. Default: general help.")
                    Optional<String> topic)
            throws Exception {
        HelpText result = server.connected(context, transport -> transport.help(topic.orElse(null)));
        if (server.asJson()) {
            json(result.outcome(), result.reply()).put("lines", result.lines()).print(context.out());
        } else if (result.outcome() == HelpText.Outcome.SHOWN) {
            result.lines().forEach(context.out()::println);
        } else {
            context.out().println(words(result.outcome()) + ": " + result.reply());
        }
        return switch (result.outcome()) {
            case SHOWN -> ExitCode.OK;
            case REJECTED_FOR_NOW -> ExitCode.TEMPORARY;
            case NO_SUCH_TOPIC, REJECTED -> ExitCode.DATA;
            case UNSUPPORTED -> ExitCode.UNAVAILABLE;
        };
    }

    @Command(
            name = "etrn",
            description = "Requests that the server sends the messages that it keeps for a host (ETRN, RFC 1985).",
            footerHeading = EXAMPLE,
            footer = "  parley smtp etrn mail.example.org example.org")
    int etrn(
            @Mixin MailServer server,
            @Parameters(
                            index = "1",
                            paramLabel = "QUEUE",
                            description = "The name of the host, or what else the server documents, such as #GROUP.")
                    String queue)
            throws Exception {
        QueueStart result = server.connected(context, transport -> transport.etrn(queue));
        if (server.asJson()) {
            json(result.outcome(), result.reply())
                    .put("pending", result.pending())
                    .print(context.out());
        } else {
            context.out().println(words(result.outcome()) + ": " + result.reply());
        }
        return switch (result.outcome()) {
            case STARTED, NO_MESSAGES, MESSAGES_PENDING -> ExitCode.OK;
            case UNABLE, REJECTED_FOR_NOW -> ExitCode.TEMPORARY;
            case NOT_ALLOWED, REJECTED -> ExitCode.DATA;
            case UNSUPPORTED -> ExitCode.UNAVAILABLE;
        };
    }

    @Command(
            name = "noop",
            description = "Tests whether the server replies (NOOP, RFC 5321 s4.1.1.9), and with --user the login.",
            footerHeading = EXAMPLE,
            footer = "  parley smtp noop --user joe mail.example.org:587")
    int noop(@Mixin MailServer server) throws Exception {
        Delivery.Reply reply = server.connected(context, SmtpTransport::noop);
        if (server.asJson()) {
            new JsonObject().put("reply", json(reply)).print(context.out());
        } else {
            context.out().println(reply);
        }
        if (reply.code() / 100 == 2) {
            return ExitCode.OK;
        }
        return reply.code() / 100 == 4 ? ExitCode.TEMPORARY : ExitCode.DATA;
    }

    /** The reply is printed unless the mailboxes are all that it has. */
    private void printMailboxes(
            MailServer server, Enum<?> outcome, List<InternetAddress> mailboxes, Delivery.Reply reply)
            throws Exception {
        if (server.asJson()) {
            json(outcome, reply)
                    .put("mailboxes", mailboxes.stream().map(SmtpCommand::json).toList())
                    .print(context.out());
            return;
        }
        boolean isPositive = reply.code() == 250 && !mailboxes.isEmpty();
        context.out().println(words(outcome) + (isPositive ? "" : ": " + reply));
        mailboxes.forEach(mailbox -> context.out().println("  " + mailbox.toUnicodeString()));
    }

    private static JsonObject json(Enum<?> outcome, Delivery.Reply reply) {
        return new JsonObject()
                .put("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .put("reply", json(reply));
    }

    private static JsonObject json(InternetAddress mailbox) {
        return new JsonObject()
                .put("name", Optional.ofNullable(mailbox.getPersonal()))
                .put("address", mailbox.getAddress());
    }

    private static JsonObject json(Delivery.Reply reply) {
        return new JsonObject()
                .put("code", reply.code())
                .put("status", reply.status().map(EnhancedStatus::toString))
                .put("text", reply.text());
    }

    private static String words(Enum<?> outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
