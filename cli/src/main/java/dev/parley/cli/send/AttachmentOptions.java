package dev.parley.cli.send;

import dev.parley.cli.shared.CliException;
import dev.parley.cli.shared.InputFile;
import jakarta.activation.FileTypeMap;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.ParseException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options for attachments. As in swaks, type and name apply to the next {@code --attach}. */
final class AttachmentOptions {
    private final List<Attachment> attachments = new ArrayList<>();
    private Optional<String> nextType = Optional.empty();
    private Optional<String> nextName = Optional.empty();

    private record Attachment(Path file, Optional<String> type, Optional<String> name) {}

    @Option(
            names = "--attach-type",
            paramLabel = "TYPE",
            description = "The media type of the next attachment. Default: by the extension of its name.")
    private void type(List<String> typed) {
        nextType = last(typed);
    }

    @Option(
            names = "--attach-name",
            paramLabel = "NAME",
            description = "The name of the next attachment. Default: the name of the file.")
    private void name(List<String> typed) {
        nextName = last(typed);
    }

    @Option(names = "--attach", paramLabel = "FILE", description = "A file to attach. Repeatable.")
    private void attach(List<Path> typed) {
        if (typed != null && !typed.isEmpty()) {
            attachments.add(new Attachment(typed.get(typed.size() - 1), nextType, nextName));
            nextType = Optional.empty();
            nextName = Optional.empty();
        }
    }

    /** Picocli passes all values of an option that is repeated. */
    private static Optional<String> last(List<String> typed) {
        return typed == null || typed.isEmpty() ? Optional.empty() : Optional.of(typed.get(typed.size() - 1));
    }

    /** @throws IllegalArgumentException naming an option that no attachment follows */
    boolean isEmpty() {
        if (nextType.isPresent() || nextName.isPresent()) {
            throw new IllegalArgumentException((nextType.isPresent() ? "--attach-type" : "--attach-name")
                    + " applies to the next --attach, and none follows: write it before --attach");
        }
        return attachments.isEmpty();
    }

    void addTo(MimeMultipart parts) throws MessagingException, IOException, CliException {
        for (Attachment attachment : attachments) {
            InputFile.requireReadable(attachment.file);
            MimeBodyPart part = new MimeBodyPart();
            String name = attachment.name.orElseGet(
                    () -> attachment.file.getFileName().toString());
            String type = attachment.type.isPresent()
                    ? requireType(attachment.type.get())
                    : FileTypeMap.getDefaultFileTypeMap().getContentType(name);
            part.attachFile(attachment.file.toFile(), type, null);
            part.setFileName(name);
            parts.addBodyPart(part);
        }
    }

    private static String requireType(String typed) {
        try {
            return new ContentType(typed).toString();
        } catch (ParseException e) {
            throw new IllegalArgumentException(
                    "--attach-type \"" + typed + "\" is not a media type: use TYPE/SUBTYPE, such as text/csv", e);
        }
    }
}
