/** Servers for tests: a replay of recorded traces and dialog files, and a ManageSieve server. */
module dev.parley.replay {
    requires transitive dev.parley.core;
    requires com.fasterxml.jackson.core;
    requires static transitive org.jspecify;

    exports dev.parley.replay;
    exports dev.parley.replay.sieve;
}
