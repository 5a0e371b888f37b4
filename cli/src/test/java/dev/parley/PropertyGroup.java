package dev.parley;

import java.util.Arrays;
import java.util.List;

/** A table of {@code docs/properties.md}, in the order of the page. A property belongs to the group that lists it. */
enum PropertyGroup {
    SERVER("server and connection", "host", "port", "srv", "referral.follow", "localaddress", "localport", "socket"),
    TIMEOUTS("time-outs", "deadline", "connectiontimeout", "timeout", "writetimeout", "executor.writetimeout"),
    TLS("TLS", "starttls.*", "ssl.*"),
    LOGIN("login", "user", "auth", "auth.*", "sasl.*", "saslrealm"),
    OAUTH2("OAuth 2.0", "oauth2.*"),
    MESSAGE(
            "message and delivery",
            "from",
            "sendpartial",
            "reportsuccess",
            "delivery.listener",
            "rcptmax",
            "allow8bitmime",
            "rendering",
            "dsn.*",
            "submitter",
            "mailextension",
            "requiretls",
            "deliverby",
            "holdfor",
            "holduntil",
            "mtpriority",
            "rrvs",
            "prdr"),
    SCRIPTS("scripts", "havespace", "maxscriptsize"),
    EXTENSIONS("greeting and extensions", "localhost", "ehlo", "pipelining", "chunking", "chunksize", "disable"),
    POOL("pool and rate", "pool.*", "rate", "rate.burst", "reuse", "reuse.max"),
    REUSE("open connections and QUIT", "keepalive", "noop.strict", "userset", "quitwait", "quitonsessionreject"),
    ASYNC("asynchronous sending", "async.executor", "async.queue"),
    PROXIES("proxies and sockets", "proxy.*", "socks.*", "socketFactory", "socketFactory.*", "usesocketchannels"),
    TRACE("trace and metrics", "trace", "trace.*", "observer"),
    COMPATIBILITY("compatibility", "compatibility");

    private final String title;
    private final List<String> names;

    /** @param names names without {@code mail.<protocol>.}; {@code x.*} stands for all names that begin with {@code x.} */
    PropertyGroup(String title, String... names) {
        this.title = title;
        this.names = List.of(names);
    }

    /** The heading of the table, without the protocol. */
    String title() {
        return title;
    }

    List<String> names() {
        return names;
    }

    boolean has(String name) {
        return names.stream().anyMatch(each -> covers(each, name));
    }

    /** The groups that list this property: exactly one, as a test requires. */
    static List<PropertyGroup> of(String name) {
        return Arrays.stream(values()).filter(group -> group.has(name)).toList();
    }

    /** Whether a name of a group, such as {@code ssl.*}, stands for this property. */
    static boolean covers(String listed, String name) {
        return listed.endsWith(".*") ? name.startsWith(listed.substring(0, listed.length() - 1)) : listed.equals(name);
    }
}
