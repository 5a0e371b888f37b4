package dev.parley.cli.shared;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Reads the files of a command. */
public final class InputFile {
    private InputFile() {}

    /** @throws CliException naming the file that cannot be read */
    public static byte[] octets(Path file) throws CliException {
        requireReadable(file);
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw error(file, e);
        }
    }

    /** @throws CliException naming the file that cannot be read, or is not in UTF-8 */
    public static String text(Path file) throws CliException {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(octets(file))).toString();
        } catch (CharacterCodingException e) {
            throw error(file, e);
        }
    }

    /** @throws CliException naming the file that cannot be read */
    public static void requireReadable(Path file) throws CliException {
        if (Files.isDirectory(file)) {
            throw new CliException(ExitCode.FILE, file + ": this is a folder: use the path of a file");
        }
        try {
            Files.newInputStream(file).close();
        } catch (IOException e) {
            throw error(file, e);
        }
    }

    /** The error for a file that cannot be read or written. */
    public static CliException error(Object file, IOException cause) {
        return new CliException(ExitCode.FILE, file + ": " + reason(cause));
    }

    private static String reason(IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return "no such file: check the path";
        } else if (cause instanceof FileAlreadyExistsException) {
            return "the file exists already: use another name";
        } else if (cause instanceof NotDirectoryException) {
            return "not a folder: use the path of a folder";
        } else if (cause instanceof AccessDeniedException) {
            return "permission denied: check the permissions of the file";
        } else if (cause instanceof CharacterCodingException) {
            return "not in UTF-8: convert the file to UTF-8";
        }
        return cause instanceof FileSystemException file ? String.valueOf(file.getReason()) : cause.getMessage();
    }
}
