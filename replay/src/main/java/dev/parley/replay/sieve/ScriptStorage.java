package dev.parley.replay.sieve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The user's scripts and the name of the active one. Shared by all connections. */
final class ScriptStorage {
    private static final int MAX_PLAIN_LENGTH = 75;

    static final int MAX_SIZE = 2 * 1024 * 1024;

    private final ServerBehaviour behaviour;
    private int maxScripts = 64;
    private int maxSize = MAX_SIZE;
    private final TreeMap<String, byte[]> scripts = new TreeMap<>();
    private String active = "";

    ScriptStorage(ServerBehaviour behaviour) {
        this.behaviour = behaviour;
    }

    synchronized void limit(int scripts, int octets) {
        maxScripts = scripts;
        maxSize = Math.min(octets, MAX_SIZE);
    }

    record Entry(String name, boolean active) {}

    synchronized List<Entry> list() {
        return scripts.keySet().stream()
                .map(name -> new Entry(name, name.equals(active)))
                .toList();
    }

    synchronized Optional<byte[]> get(String name) {
        return Optional.ofNullable(scripts.get(name));
    }

    synchronized ServerReply haveSpace(String name, long size) {
        if (size > maxSize) {
            return ServerReply.no("QUOTA/MAXSIZE", "A script has at most " + maxSize + " octets.");
        }
        if (!scripts.containsKey(name) && scripts.size() >= maxScripts) {
            return ServerReply.no("QUOTA/MAXSCRIPTS", "There are already " + scripts.size() + " scripts.");
        }
        return ServerReply.ok("There is enough space.");
    }

    synchronized ServerReply put(String name, byte[] script) {
        String stored = storedName(name);
        boolean fits = script.length <= maxSize && (scripts.containsKey(stored) || scripts.size() < maxScripts);
        if (!fits) {
            return haveSpace(stored, script.length);
        }
        scripts.put(stored, behaviour.has(Habit.CHANGES_LINE_ENDS) ? withCrlf(script) : script);
        return ServerReply.ok("Stored.");
    }

    synchronized ServerReply activate(String name) {
        if (!name.isEmpty() && !scripts.containsKey(name)) {
            return nonexistent(name);
        }
        active = name;
        return ServerReply.ok(name.isEmpty() ? "No script is active." : "Active.");
    }

    synchronized ServerReply delete(String name) {
        if (!scripts.containsKey(name)) {
            return nonexistent(name);
        }
        if (name.equals(active)) {
            return ServerReply.no("ACTIVE", "The active script cannot be deleted; deactivate it first.");
        }
        scripts.remove(name);
        return ServerReply.ok("Deleted.");
    }

    synchronized ServerReply rename(String from, String to) {
        if (!scripts.containsKey(from)) {
            return nonexistent(from);
        }
        if (scripts.containsKey(to)) {
            return ServerReply.no("ALREADYEXISTS", "There is already a script named " + to + ".");
        }
        scripts.put(storedName(to), scripts.remove(from));
        if (from.equals(active)) {
            active = storedName(to);
        }
        return ServerReply.ok("Renamed.");
    }

    synchronized Optional<String> active() {
        return Optional.of(active).filter(name -> !name.isEmpty());
    }

    private String storedName(String name) {
        boolean isPlain = name.length() <= MAX_PLAIN_LENGTH && name.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        if (isPlain || !behaviour.has(Habit.ENCODES_NAMES)) {
            return name;
        }
        StringBuilder word = new StringBuilder("=?UTF-8?Q?");
        for (byte octet : name.getBytes(UTF_8)) {
            boolean plain =
                    octet >= '0' && octet <= '9' || octet >= 'a' && octet <= 'z' || octet >= 'A' && octet <= 'Z';
            word.append(plain ? String.valueOf((char) octet) : String.format("=%02X", octet));
        }
        return word.append("?=").toString();
    }

    private static byte[] withCrlf(byte[] script) {
        return new String(script, ISO_8859_1).replaceAll("\r?\n", "\r\n").getBytes(ISO_8859_1);
    }

    static ServerReply nonexistent(String name) {
        return ServerReply.no("NONEXISTENT", "There is no script named " + name + ".");
    }
}
