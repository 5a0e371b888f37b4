package dev.parley.cli.shared;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a command reads. */
public final class InputFile {
    private InputFile() {}

    /** @throws Complaint naming the file that cannot be read */
    public static byte[] octets(Path file) throws Complaint {
        requireNoFolder(file);
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw Complaint.about(file, e);
        }
    }

    /** @throws Complaint naming the file that cannot be read, or is not in UTF-8 */
    public static String text(Path file) throws Complaint {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(octets(file))).toString();
        } catch (CharacterCodingException e) {
            throw Complaint.about(file, e);
        }
    }

    /** @throws Complaint naming the file that cannot be read later */
    public static void readable(Path file) throws Complaint {
        requireNoFolder(file);
        try {
            Files.newInputStream(file).close();
        } catch (IOException e) {
            throw Complaint.about(file, e);
        }
    }

    private static void requireNoFolder(Path file) throws Complaint {
        if (Files.isDirectory(file)) {
            throw new Complaint(Exit.FILE, file + ": this is a folder: use the path of a file");
        }
    }
}
