package dev.parley.micrometer;

import dev.parley.observation.Operation;
import dev.parley.observation.OperationResult;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The context of an observation of an operation with a mail server. Its span has the kind CLIENT. Nothing is sent to the
 * server for the trace.
 */
public final class MailObservationContext extends SenderContext<Operation> {
    private final Operation operation;
    private @Nullable OperationResult result; // null: the operation has not ended

    MailObservationContext(Operation operation) {
        super(MailObservationContext::sendNothing, Kind.CLIENT);
        this.operation = operation;
        setCarrier(operation);
    }

    private static void sendNothing(Operation carrier, String key, String value) {}

    /** The operation. */
    public Operation operation() {
        return operation;
    }

    /** The result; empty before the end of the operation. Only its failure can contain an address or a text of the server. */
    public Optional<OperationResult> result() {
        return Optional.ofNullable(result);
    }

    void end(OperationResult ended) {
        result = ended;
    }
}
