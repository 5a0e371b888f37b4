package dev.parley.cli.demo;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The user's scripts, octet for octet, and which one is active; every connection sees the same shelf. */
final class ScriptShelf {
    static final int MAX_SIZE = 1024 * 1024;

    private static final int MAX_SCRIPTS = 64;

    private final TreeMap<String, byte[]> scripts = new TreeMap<>();
    private String active = "";

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
        if (size > MAX_SIZE) {
            return Reply.no("QUOTA/MAXSIZE", "A script has at most " + MAX_SIZE + " octets.");
        }
        if (!scripts.containsKey(name) && scripts.size() == MAX_SCRIPTS) {
            return Reply.no("QUOTA/MAXSCRIPTS", "There are already " + MAX_SCRIPTS + " scripts.");
        }
        return Reply.ok("There is room.");
    }

    synchronized Reply put(String name, byte[] script) {
        if (!scripts.containsKey(name) && scripts.size() == MAX_SCRIPTS) {
            return haveSpace(name, script.length);
        }
        scripts.put(name, script);
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
        scripts.put(to, scripts.remove(from));
        if (from.equals(active)) {
            active = to;
        }
        return Reply.ok("Renamed.");
    }

    static Reply nonexistent(String name) {
        return Reply.no("NONEXISTENT", "There is no script named " + name + ".");
    }
}
