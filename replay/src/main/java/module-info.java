/** A dialog file or a recorded trace as a server, and a ManageSieve server, for the tests of Parley and of applications. */
module dev.parley.replay {
    requires transitive dev.parley.core;
    requires com.fasterxml.jackson.core;

    exports dev.parley.replay;
    exports dev.parley.replay.sieve;
}
