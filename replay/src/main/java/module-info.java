/** A dialog file as a server, and a ManageSieve server, for the tests of Parley and of applications. */
module dev.parley.replay {
    exports dev.parley.replay;
    exports dev.parley.replay.sieve;
}
