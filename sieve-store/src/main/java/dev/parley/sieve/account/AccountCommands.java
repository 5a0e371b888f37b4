package dev.parley.sieve.account;

import dev.parley.net.ConnectionBrokenException;
import dev.parley.observation.call.ObservedOperation;
import dev.parley.observation.call.ObservedServer;
import dev.parley.sieve.SieveException;
import dev.parley.sieve.connection.ByeException;
import dev.parley.sieve.connection.ScriptOutcome;
import dev.parley.sieve.connection.SieveConnection;
import dev.parley.sieve.connection.Upload;
import dev.parley.sieve.protocol.Command;
import dev.parley.sieve.protocol.Reply;
import dev.parley.sieve.protocol.Response;
import dev.parley.sieve.protocol.SievePhase;
import jakarta.mail.Store;
import jakarta.mail.StoreClosedException;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends the commands of an account. A rejection is thrown as a {@link SieveException}, a broken connection as a
 * {@link StoreClosedException}, both with the trail of the connection.
 */
final class AccountCommands {
    private final SieveConnection connection;
    private final Store store;

    /** Positive responses with a code and a text. */
    private final List<Response> remarks = new ArrayList<>();

    /** @param store for exceptions */
    AccountCommands(SieveConnection connection, Store store) {
        this.connection = connection;
        this.store = store;
    }

    SieveConnection connection() {
        return connection;
    }

    /** Sends a command and returns its reply, which may be a rejection. */
    Reply execute(Command command) throws StoreClosedException {
        return execute(command, null);
    }

    /** @param script null: none */
    Reply execute(Command command, Upload script) throws StoreClosedException {
        ObservedOperation operation = begin(command);
        try {
            Reply reply = connection.execute(command, script);
            if (operation != null) {
                operation.end(ScriptOutcome.of(SievePhase.of(command), reply.response()));
            }
            return reply;
        } catch (ConnectionBrokenException e) {
            fail(operation, e);
            throw closed(e);
        } catch (RuntimeException | Error e) {
            fail(operation, e);
            throw e;
        }
    }

    /** Sends GETSCRIPT and returns its reply, or the script that begins to arrive: the observed operation ends there. */
    SieveConnection.Fetched fetch(Command command) throws StoreClosedException {
        ObservedOperation operation = begin(command);
        try {
            SieveConnection.Fetched fetched = connection.fetch(command);
            if (operation != null) {
                operation.end(
                        fetched.reply() == null
                                ? ScriptOutcome.arriving()
                                : ScriptOutcome.of(
                                        SievePhase.GETSCRIPT, fetched.reply().response()));
            }
            return fetched;
        } catch (ConnectionBrokenException e) {
            fail(operation, e);
            throw closed(e);
        } catch (RuntimeException | Error e) {
            fail(operation, e);
            throw e;
        }
    }

    /** Null without an observer. */
    private ObservedOperation begin(Command command) {
        ObservedServer observed = connection.trace().observed();
        return observed == null ? null : observed.script(SievePhase.of(command).word());
    }

    /** @param operation null: not observed */
    private static void fail(ObservedOperation operation, Throwable failure) {
        if (operation != null) {
            operation.end(ScriptOutcome.failed(failure));
        }
    }

    /** Sends a command and returns its positive reply. */
    Reply require(Command command) throws StoreClosedException, SieveException {
        return require(command, execute(command));
    }

    Reply require(Command command, Reply reply) throws SieveException {
        if (!reply.isOk()) {
            throw rejected(command, reply.response());
        }
        remark(reply.response());
        return reply;
    }

    SieveException rejected(Command command, Response response) {
        return connection.trace().withTrail(refusal().of(command, response));
    }

    /** The exceptions for rejections. */
    Refusal refusal() {
        return new Refusal(connection.server(), connection.trace());
    }

    /** Keeps a text for the listeners of the store. */
    void remark(Response response) {
        if (response.hasCode() && !response.hasCode("TAG") && !response.text().isBlank()) {
            remarks.add(response);
        }
    }

    List<Response> takeRemarks() {
        List<Response> taken = List.copyOf(remarks);
        remarks.clear();
        return taken;
    }

    /** A StoreClosedException that is printed without its cause, which follows as "Caused by". */
    private static final class LostStoreException extends StoreClosedException {
        private static final long serialVersionUID = 1L;

        LostStoreException(Store store, String message) {
            super(store, message);
        }

        @Override
        public String toString() {
            return StoreClosedException.class.getName() + ": " + getMessage();
        }
    }

    /** An application that connects again finds the URL of a referral in the exception. */
    StoreClosedException closed(ConnectionBrokenException broken) {
        Response bye = ByeException.responseOf(broken);
        Exception referral = refusal().referralAsCause(bye);
        String url = referral == null ? "" : "; it refers to " + refusal().shownUrl(bye);
        StoreClosedException closed =
                new LostStoreException(store, broken.getMessage() + url + broken.advice(connection.trace()));
        closed.setNextException(referral == null ? (Exception) broken.getCause() : referral);
        return connection.trace().withTrail(closed);
    }
}
