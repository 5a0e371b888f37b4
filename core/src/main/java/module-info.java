/** Code for both protocols. Only the trace, the observer and the suppliers of logins are APIs for applications. */
@SuppressWarnings("module") // The friends are compiled later.
module dev.parley.core {
    requires com.ongres.scram.client;
    requires java.security.sasl;
    requires org.apache.commons.codec;
    // Only where a property requires JSON, HTTP, logs, the DNS or the flight recorder.
    requires static com.fasterxml.jackson.core;
    requires static java.logging;
    requires static java.naming;
    requires static java.net.http;
    requires static jdk.jfr;
    requires static transitive org.jspecify;

    exports dev.parley.login;
    exports dev.parley.observation;
    exports dev.parley.trace;
    exports dev.parley.login.source to
            dev.parley.sieve,
            dev.parley.smtp;
    exports dev.parley.net to
            dev.parley.sieve,
            dev.parley.smtp;
    exports dev.parley.oauth2 to
            dev.parley.sieve,
            dev.parley.smtp;
    exports dev.parley.observation.call to
            dev.parley.sieve,
            dev.parley.smtp;
    exports dev.parley.sasl to
            dev.parley.sieve,
            dev.parley.smtp;
    exports dev.parley.settings to
            dev.parley.sieve,
            dev.parley.smtp;
    exports dev.parley.tls to
            dev.parley.sieve,
            dev.parley.smtp;
    exports dev.parley.trace.face to
            dev.parley.junit,
            dev.parley.sieve,
            dev.parley.smtp;
    exports dev.parley.wire to
            dev.parley.sieve,
            dev.parley.smtp;
}
