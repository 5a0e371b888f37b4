package dev.parley.sieve;

/**
 * A script as the server lists it (RFC 5804 s2.7).
 *
 * @param name the name for {@link SieveStore#getFolder(String)}
 * @param active whether this is the one script that filters mail
 */
public record ScriptInfo(String name, boolean active) {}
