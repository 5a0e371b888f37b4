package dev.parley.micrometer;

import dev.parley.observation.Operation.Kind;
import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/** The observations and their key values. */
public enum MailObservationDocumentation implements ObservationDocumentation {
    /** A connection is established: network, TLS, greeting, EHLO and login. */
    CONNECT(Kind.CONNECT, "mail.client.connect"),
    /** A login within a connect. */
    LOGIN(Kind.LOGIN, "mail.client.login"),
    /** A message is sent to all its recipients. */
    SEND(Kind.SEND, "mail.client.send"),
    /** A command about Sieve scripts. */
    SCRIPT(Kind.SCRIPT, "mail.client.script");

    private static final KeyName[] LOW = LowCardinalityKeys.values();
    private static final KeyName[] HIGH = HighCardinalityKeys.values();

    private final Kind kind;
    private final String observation;

    MailObservationDocumentation(Kind kind, String observation) {
        this.kind = kind;
        this.observation = observation;
    }

    static MailObservationDocumentation of(Kind kind) {
        return switch (kind) {
            case CONNECT -> CONNECT;
            case LOGIN -> LOGIN;
            case SEND -> SEND;
            case SCRIPT -> SCRIPT;
        };
    }

    /** The kind of the operations. */
    public Kind kind() {
        return kind;
    }

    /** The name of the observation and of its timer. */
    public String observationName() {
        return observation;
    }

    @Override
    public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
        return DefaultMailObservationConvention.class;
    }

    @Override
    public KeyName[] getLowCardinalityKeyNames() {
        return LOW.clone();
    }

    @Override
    public KeyName[] getHighCardinalityKeyNames() {
        return HIGH.clone();
    }

    /** Keys of timers and spans. Each has a small number of values. */
    public enum LowCardinalityKeys implements KeyName {
        /** The protocol as in the names of the properties: smtp, smtps, lmtp, sieve, sieves. */
        PROTOCOL("network.protocol.name"),
        /** The host of the server, or the path of a Unix domain socket. */
        SERVER_ADDRESS("server.address"),
        /** The name of a ManageSieve command in lower case, such as putscript. Only of {@link #SCRIPT}. */
        COMMAND("mail.command"),
        /**
         * How the operation ended: accepted, partially_accepted, rejected_for_now, rejected, uncertain, failed. This key and
         * those below have no value before the end, and are not among those of the timer of active operations.
         */
        OUTCOME("mail.outcome"),
        /** The phase in which the operation ended, as a trace names it: greeting, rcpt, end_of_data; none. */
        PHASE("mail.phase"),
        /** The class of the decisive reply: 2xx, 4xx, 5xx; ok, no, bye of ManageSieve; none without a reply. */
        REPLY_CLASS("mail.reply.class"),
        /** The type of the exception that is the reason, such as SocketTimeoutException; none without one. */
        ERROR_TYPE("error.type");

        private final String key;

        LowCardinalityKeys(String key) {
            this.key = key;
        }

        @Override
        public String asString() {
            return key;
        }
    }

    /** Keys of spans alone. */
    public enum HighCardinalityKeys implements KeyName {
        /** The port of the server; not for a Unix domain socket. */
        SERVER_PORT("server.port"),
        /** The code of the decisive reply, such as 550; not without a reply. */
        REPLY_CODE("mail.reply.code");

        private final String key;

        HighCardinalityKeys(String key) {
            this.key = key;
        }

        @Override
        public String asString() {
            return key;
        }
    }
}
