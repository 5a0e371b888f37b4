package dev.parley.micrometer;

import dev.parley.micrometer.MailObservationDocumentation.HighCardinalityKeys;
import dev.parley.micrometer.MailObservationDocumentation.LowCardinalityKeys;
import dev.parley.observation.Operation;
import dev.parley.observation.Operation.Kind;
import dev.parley.observation.OperationResult;
import dev.parley.observation.OperationResult.Outcome;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The names and key values of {@link MailObservationDocumentation}, for the operations of one kind. */
public class DefaultMailObservationConvention implements MailObservationConvention {
    private static final String NONE = "none";
    private static final int WRAPPERS = 16; // A chain of causes may be a circle.
    private static final String[] OUTCOMES = lowerCase();

    private final MailObservationDocumentation documentation;

    /** @param kind of the operations */
    public DefaultMailObservationConvention(Kind kind) {
        this.documentation = MailObservationDocumentation.of(kind);
    }

    private static String[] lowerCase() {
        Outcome[] outcomes = Outcome.values();
        String[] names = new String[outcomes.length];
        for (Outcome outcome : outcomes) {
            names[outcome.ordinal()] = outcome.name().toLowerCase(Locale.ROOT);
        }
        return names;
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
        return context instanceof MailObservationContext mail
                && mail.operation().kind() == documentation.kind();
    }

    @Override
    public String getName() {
        return documentation.observationName();
    }

    /** The protocol, and what is done: smtp send, sieve putscript. */
    @Override
    public String getContextualName(MailObservationContext context) {
        Operation operation = context.operation();
        return switch (operation.kind()) {
            case CONNECT -> operation.protocol() + " connect";
            case LOGIN -> operation.protocol() + " login";
            case SEND -> operation.protocol() + " send";
            case SCRIPT -> operation.protocol() + ' ' + operation.command();
        };
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(MailObservationContext context) {
        Operation operation = context.operation();
        KeyValue protocol = LowCardinalityKeys.PROTOCOL.withValue(operation.protocol());
        KeyValue server = LowCardinalityKeys.SERVER_ADDRESS.withValue(orNone(operation.host()));
        Optional<OperationResult> ended = context.result();
        KeyValues values = ended.isPresent() ? of(protocol, server, ended.get()) : KeyValues.of(protocol, server);
        return operation.kind() == Kind.SCRIPT
                ? values.and(LowCardinalityKeys.COMMAND.withValue(orNone(operation.command())))
                : values;
    }

    private static KeyValues of(KeyValue protocol, KeyValue server, OperationResult result) {
        return KeyValues.of(
                protocol,
                server,
                LowCardinalityKeys.OUTCOME.withValue(OUTCOMES[result.outcome().ordinal()]),
                LowCardinalityKeys.PHASE.withValue(orNone(result.phase())),
                LowCardinalityKeys.REPLY_CLASS.withValue(replyClass(result.code())),
                LowCardinalityKeys.ERROR_TYPE.withValue(errorType(result.failure())));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(MailObservationContext context) {
        int port = context.operation().port();
        KeyValues values = KeyValues.empty();
        if (port > 0) {
            values = KeyValues.of(HighCardinalityKeys.SERVER_PORT.withValue(Integer.toString(port)));
        }
        Optional<OperationResult> ended = context.result();
        if (ended.isPresent() && !replyClass(ended.get().code()).equals(NONE)) {
            values = values.and(
                    HighCardinalityKeys.REPLY_CODE.withValue(ended.get().code()));
        }
        return values;
    }

    private static String orNone(String value) {
        return value.isEmpty() ? NONE : value; // Some monitoring systems drop a key without a value.
    }

    private static String replyClass(String code) {
        return switch (code) {
            case "OK" -> "ok";
            case "NO" -> "no";
            case "BYE" -> "bye";
            default -> smtpClass(code);
        };
    }

    private static String smtpClass(String code) {
        if (code.length() != 3) {
            return NONE;
        }
        return switch (code.charAt(0)) {
            case '2' -> "2xx";
            case '3' -> "3xx";
            case '4' -> "4xx";
            case '5' -> "5xx";
            default -> NONE;
        };
    }

    /** The first exception in the chain of the causes that is neither Parley's nor Jakarta Mail's; otherwise the last one. */
    private static String errorType(@Nullable Throwable failure) {
        if (failure == null) {
            return NONE;
        }
        Throwable reason = failure;
        for (int i = 0; i < WRAPPERS && isWrapper(reason) && reason.getCause() != null; i++) {
            reason = reason.getCause();
        }
        String name = reason.getClass().getSimpleName();
        return name.isEmpty() ? reason.getClass().getName() : name;
    }

    private static boolean isWrapper(Throwable failure) {
        String name = failure.getClass().getName();
        return name.startsWith("dev.parley.")
                || name.startsWith("jakarta.mail.")
                || name.startsWith("org.eclipse.angus.mail.");
    }
}
