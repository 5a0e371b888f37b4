package dev.parley.cli.shared;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** The error of a command, with a message of one line. */
public final class Complaint extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;

    /** @param code of {@link Exit} */
    public Complaint(int code, String message) {
        super(message);
        this.code = code;
    }

    /** An error for a file that cannot be read or written. */
    public static Complaint about(Object file, IOException why) {
        return new Complaint(Exit.FILE, file + ": " + reason(why));
    }

    int code() {
        return code;
    }

    private static String reason(IOException why) {
        if (why instanceof NoSuchFileException) {
            return "no such file: check the path";
        } else if (why instanceof FileAlreadyExistsException) {
            return "the file exists already: use another name";
        } else if (why instanceof NotDirectoryException) {
            return "not a folder: use the path of a folder";
        } else if (why instanceof AccessDeniedException) {
            return "permission denied: check the permissions of the file";
        } else if (why instanceof CharacterCodingException) {
            return "not in UTF-8: convert the file to UTF-8";
        } else if (why instanceof FileSystemException file) {
            return String.valueOf(file.getReason());
        }
        return why.getMessage();
    }
}
