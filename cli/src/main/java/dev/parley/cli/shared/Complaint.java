package dev.parley.cli.shared;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** A command cannot go on, and says why in one line. */
public final class Complaint extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;

    /** @param code of {@link Exit} */
    public Complaint(int code, String message) {
        super(message);
        this.code = code;
    }

    /** About a file that cannot be used. */
    public static Complaint about(Object file, IOException why) {
        return new Complaint(Exit.FILE, file + ": " + reason(why));
    }

    int code() {
        return code;
    }

    private static String reason(IOException why) {
        if (why instanceof NoSuchFileException) {
            return "there is no such file";
        } else if (why instanceof FileAlreadyExistsException) {
            return "there is one already";
        } else if (why instanceof NotDirectoryException) {
            return "it is no folder";
        } else if (why instanceof AccessDeniedException) {
            return "permission denied";
        } else if (why instanceof CharacterCodingException) {
            return "it is not in UTF-8";
        } else if (why instanceof FileSystemException file) {
            return String.valueOf(file.getReason());
        }
        return why.getMessage();
    }
}
