package dev.parley.replay.sieve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The user's scripts and the name of the active one. Shared by all connections. */
final class ScriptShelf {
    private static final int LONGEST_PLAIN = 75;

    static final int MAX_SIZE = 2 * 1024 * 1024;

    private final Conduct conduct;
    private int maxScripts = 64;
    private int maxSize = MAX_SIZE;
    private final TreeMap<String, byte[]> scripts = new TreeMap<>();
    private String active = "";

    ScriptShelf(Conduct conduct) {
        this.conduct = conduct;
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

    synchronized Reply haveSpace(String name, long size) {
        if (size > maxSize) {
            return Reply.no("QUOTA/MAXSIZE", "A script has at most " + maxSize + " octets.");
        }
        if (!scripts.containsKey(name) && scripts.size() >= maxScripts) {
            return Reply.no("QUOTA/MAXSCRIPTS", "There are already " + scripts.size() + " scripts.");
        }
        return Reply.ok("There is room.");
    }

    synchronized Reply put(String name, byte[] script) {
        String kept = kept(name);
        boolean fits = script.length <= maxSize && (scripts.containsKey(kept) || scripts.size() < maxScripts);
        if (!fits) {
            return haveSpace(kept, script.length);
        }
        scripts.put(kept, conduct.has(Habit.CHANGES_LINE_ENDS) ? withCrlf(script) : script);
        return Reply.ok("Stored.");
    }

    synchronized Reply activate(String name) {
        if (!name.isEmpty() && !scripts.containsKey(name)) {
            return nonexistent(name);
        }
        active = name;
        return Reply.ok(name.isEmpty() ? "No script is active." : "Active.");
    }

    synchronized Reply delete(String name) {
        if (!scripts.containsKey(name)) {
            return nonexistent(name);
        }
        if (name.equals(active)) {
            return Reply.no("ACTIVE", "The active script is not deleted; deactivate it first.");
        }
        scripts.remove(name);
        return Reply.ok("Deleted.");
    }

    synchronized Reply rename(String from, String to) {
        if (!scripts.containsKey(from)) {
            return nonexistent(from);
        }
        if (scripts.containsKey(to)) {
            return Reply.no("ALREADYEXISTS", "There is already a script named " + to + ".");
        }
        scripts.put(kept(to), scripts.remove(from));
        if (from.equals(active)) {
            active = kept(to);
        }
        return Reply.ok("Renamed.");
    }

    synchronized Optional<String> active() {
        return Optional.of(active).filter(name -> !name.isEmpty());
    }

    private String kept(String name) {
        boolean plain = name.length() <= LONGEST_PLAIN && name.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        if (plain || !conduct.has(Habit.ENCODES_NAMES)) {
            return name;
        }
        StringBuilder word = new StringBuilder("=?UTF-8?Q?");
        for (byte octet : name.getBytes(UTF_8)) {
            boolean asItIs =
                    octet >= '0' && octet <= '9' || octet >= 'a' && octet <= 'z' || octet >= 'A' && octet <= 'Z';
            word.append(asItIs ? String.valueOf((char) octet) : String.format("=%02X", octet));
        }
        return word.append("?=").toString();
    }

    private static byte[] withCrlf(byte[] script) {
        return new String(script, ISO_8859_1).replaceAll("\r?\n", "\r\n").getBytes(ISO_8859_1);
    }

    static Reply nonexistent(String name) {
        return Reply.no("NONEXISTENT", "There is no script named " + name + ".");
    }
}
