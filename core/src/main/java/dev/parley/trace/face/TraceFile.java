package dev.parley.trace.face;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A file for traces, by a pattern: {@code %p} is the protocol, {@code %h} the host, {@code %s} the name of the connection, {@code
 * %t} the time it began. Only its owner can read it, since it contains mail addresses and subjects.
 *
 * @param property its name, for an error
 * @param several whether more than one face writes there, each with its own extension
 */
record TraceFile(String property, String pattern, boolean several) {
    private static final Pattern EXTENSION = Pattern.compile("\\.(txt|jsonl?|html)$");

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** @throws IllegalArgumentException naming the property, when the pattern is not a path */
    @SuppressWarnings("ReturnValueIgnored") // Checks that it is a path.
    static TraceFile of(String property, String pattern, boolean several) {
        try {
            Path.of(pattern);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(property + "=" + pattern + " is not a path: " + e.getReason(), e);
        }
        return new TraceFile(property, pattern, several);
    }

    /** The connection whose trace it is. */
    record Subject(String protocol, String host, String name, Instant began) {}

    /** Whether connections at the same time may have the same file. */
    boolean mayBeShared() {
        return !pattern.contains("%s");
    }

    /** Appends to the file of all connections with this name. */
    PrintStream append(Face face, Subject subject) {
        Path path = path(face, subject, "");
        try {
            create(path);
        } catch (FileAlreadyExistsException e) {
            restrictAccess(path);
        } catch (IOException e) {
            throw error(path, e);
        }
        return print(path, StandardOpenOption.APPEND);
    }

    /** A file of this connection alone; a number is added to a name that exists. */
    Path alone(Face face, Subject subject) {
        for (int number = 1; ; number++) {
            Path path = path(face, subject, number == 1 ? "" : "-" + number);
            try {
                create(path);
                return path;
            } catch (FileAlreadyExistsException e) {
                // The next number.
            } catch (IOException e) {
                throw error(path, e);
            }
        }
    }

    private Path path(Face face, Subject subject, String number) {
        String name = pattern.replace("%p", fileNamePart(subject.protocol()))
                .replace("%h", fileNamePart(subject.host()))
                .replace("%s", subject.name())
                .replace("%t", TIME.format(subject.began()));
        String whole = several ? EXTENSION.matcher(name).replaceFirst("") + "." + face.extension() : name;
        int dot = whole.lastIndexOf('.') > whole.lastIndexOf('/') + 1 ? whole.lastIndexOf('.') : whole.length();
        return Path.of(whole.substring(0, dot) + number + whole.substring(dot));
    }

    /** The host is user input: separators are replaced. */
    private static String fileNamePart(String text) {
        return text.replaceAll("[^\\p{L}\\p{N}._-]", "_").replaceAll("^\\.+", "_");
    }

    private static void create(Path path) throws IOException {
        Files.createFile(
                path,
                POSIX
                        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                        : new FileAttribute<?>[0]);
    }

    /** An existing file may have been readable by others; terminals and pipes are left alone. */
    private void restrictAccess(Path path) {
        try {
            if (POSIX && Files.isRegularFile(path) && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(path))) {
                Files.setPosixFilePermissions(path, OWNER_ONLY);
            }
        } catch (IOException e) {
            throw error(path, e);
        }
    }

    /** Opens an existing file again. */
    PrintStream print(Path path) {
        return print(path, StandardOpenOption.TRUNCATE_EXISTING);
    }

    private PrintStream print(Path path, StandardOpenOption how) {
        try {
            OutputStream out = Files.newOutputStream(path, StandardOpenOption.WRITE, how);
            return new PrintStream(out, false, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw error(path, e);
        }
    }

    private UncheckedIOException error(Path path, IOException cause) {
        return new UncheckedIOException(
                "the trace cannot be written to " + path + ": " + cause + "; check " + property, cause);
    }
}
