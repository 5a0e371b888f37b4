package dev.parley.trace.face;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * A file for traces, by a pattern: {@code %p} is the protocol, {@code %h} the host, {@code %s} the dialog's name, {@code
 * %t} the time it began. It is made for its owner alone: mail addresses and subjects are in it.
 *
 * @param several whether more than one face writes there, each with its own extension
 */
record TraceFile(String pattern, boolean several) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** The dialog whose trace it is. */
    record Subject(String protocol, String host, String name) {}

    /** The end of the file of all traces with this name. */
    PrintStream append(Face face, Subject subject) {
        Path path = path(face, subject, "");
        try {
            create(path);
        } catch (FileAlreadyExistsException e) {
            // It goes on.
        } catch (IOException e) {
            throw cannot(path, e);
        }
        return print(path, StandardOpenOption.APPEND);
    }

    /** A file of this dialog alone; where the pattern gives the same name twice, the later one has a number. */
    PrintStream alone(Face face, Subject subject) {
        for (int number = 1; ; number++) {
            Path path = path(face, subject, number == 1 ? "" : "-" + number);
            try {
                create(path);
                return print(path, StandardOpenOption.WRITE);
            } catch (FileAlreadyExistsException e) {
                // The next number.
            } catch (IOException e) {
                throw cannot(path, e);
            }
        }
    }

    private Path path(Face face, Subject subject, String number) {
        String name = pattern.replace("%p", harmless(subject.protocol()))
                .replace("%h", harmless(subject.host()))
                .replace("%s", subject.name())
                .replace("%t", TIME.format(Instant.now()));
        String whole = several ? name + "." + face.extension() : name;
        int dot = whole.lastIndexOf('.') > whole.lastIndexOf('/') + 1 ? whole.lastIndexOf('.') : whole.length();
        return Path.of(whole.substring(0, dot) + number + whole.substring(dot));
    }

    /** A host is what somebody typed, and no part of a path. */
    private static String harmless(String text) {
        return text.replaceAll("[^\\p{L}\\p{N}._-]", "_").replaceAll("^\\.+", "_");
    }

    private static void create(Path path) throws IOException {
        Files.createFile(path, ownerAlone());
    }

    private static FileAttribute<?>[] ownerAlone() {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static PrintStream print(Path path, StandardOpenOption how) {
        try {
            OutputStream out = Files.newOutputStream(path, how);
            return new PrintStream(out, false, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw cannot(path, e);
        }
    }

    private static UncheckedIOException cannot(Path path, IOException why) {
        return new UncheckedIOException("the trace cannot be written to " + path + ": " + why, why);
    }
}
