package dev.parley.oauth2;

import dev.parley.sasl.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/**
 * A file whose first line is a secret.
 *
 * @param property the whole name of the property that names it, for error messages
 */
record SecretFile(String property, String path) {
    private static final int LARGEST = 64 * 1024;

    private static final Set<PosixFilePermission> GROUP =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_EXECUTE);

    /** The secret. The messages of the exceptions have nothing of the content. */
    Secret read() throws TokenException {
        String text;
        try (InputStream in = Files.newInputStream(Path.of(path))) {
            text = new String(in.readNBytes(LARGEST + 1), StandardCharsets.UTF_8);
        } catch (IOException | RuntimeException e) {
            throw unusable("it cannot be read", e);
        }
        int end = text.indexOf('\n');
        String line = (end < 0 ? text : text.substring(0, end)).strip();
        if (line.isEmpty()) {
            throw unusable("its first line is empty", null);
        } else if (line.length() >= LARGEST) {
            throw unusable("its first line is too long", null);
        }
        return Secret.of(line);
    }

    /**
     * Replaces the content. After a failure, the old content is still there.
     *
     * @throws TokenException when the new content may not be on the disk
     */
    void replace(Secret secret) throws TokenException {
        try {
            Path target = Path.of(path).toRealPath(); // A link stays.
            boolean posix = Files.getFileStore(target).supportsFileAttributeView("posix");
            Path written = Files.createTempFile(target.getParent(), ".parley", ".tmp"); // POSIX: of the owner only
            try {
                write(written, secret);
                if (posix) {
                    copyAccess(target, written);
                }
                Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(written);
            }
        } catch (IOException | RuntimeException e) {
            throw unusable("the new refresh token cannot be written to it", e);
        }
    }

    /** Group and permissions; without those of the group where this process may not set the group. */
    private static void copyAccess(Path from, Path to) throws IOException {
        PosixFileAttributes wanted = Files.readAttributes(from, PosixFileAttributes.class);
        PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        permissions.addAll(wanted.permissions());
        if (!view.readAttributes().group().equals(wanted.group())) {
            try {
                view.setGroup(wanted.group());
            } catch (IOException e) {
                permissions.removeAll(GROUP);
            }
        }
        view.setPermissions(permissions);
    }

    private static void write(Path file, Secret secret) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer octets = ByteBuffer.wrap(
                    (new String(secret.octets(), StandardCharsets.UTF_8) + "\n").getBytes(StandardCharsets.UTF_8));
            while (octets.hasRemaining()) {
                out.write(octets);
            }
            out.force(true);
        }
    }

    private TokenException unusable(String what, Exception cause) {
        return new TokenException(property + "=" + path + ": " + what + reason(cause), false, cause);
    }

    private static String reason(Exception cause) {
        if (cause == null) {
            return "";
        } else if (cause instanceof NoSuchFileException) {
            return ": there is no such file";
        } else if (cause instanceof AccessDeniedException denied) {
            return ": the user of this process may not access " + denied.getFile();
        } else if (cause instanceof FileSystemException failure && failure.getReason() != null) {
            return ": " + failure.getReason();
        }
        return ": " + cause;
    }
}
