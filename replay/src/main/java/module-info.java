/** Servers for tests: a replay of recorded traces and dialog files, an SMTP server, and a ManageSieve server. */
module dev.parley.replay {
    requires transitive dev.parley.core;
    requires com.fasterxml.jackson.core;
    requires static transitive org.jspecify;

    exports dev.parley.replay;
    exports dev.parley.replay.sieve;
    exports dev.parley.replay.smtp;
}
