package dev.parley.registration.nativeimage;

/**
 * Something that code finds by its name.
 *
 * @param kind class, constructor, method, fields (or other members that are listed, not named), file or service
 * @param name for example {@code java.lang.Thread.ofVirtual()} or {@code dev.parley.X(java.lang.String)}
 */
record Lookup(String kind, String name) {
    static Lookup parse(String line) {
        String[] words = line.strip().split(" ", 2);
        return new Lookup(words[0], words[1]);
    }

    boolean isFile() {
        return kind.equals("file");
    }

    /** The class, of a lookup that is not a file. */
    String type() {
        String owner = name.replaceFirst("\\(.*", "");
        return kind.equals("method") ? owner.substring(0, owner.lastIndexOf('.')) : owner;
    }

    /** As {@code <init>(java.lang.String)}; empty for a class. */
    String member() {
        return switch (kind) {
            case "constructor" -> "<init>" + name.substring(name.indexOf('('));
            case "method" -> name.substring(type().length() + 1);
            default -> "";
        };
    }

    @Override
    public String toString() {
        return kind + " " + name;
    }
}
