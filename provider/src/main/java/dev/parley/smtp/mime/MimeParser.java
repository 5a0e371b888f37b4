package dev.parley.smtp.mime;

import dev.parley.smtp.mime.MimeWriter.BodyKind;
import dev.parley.wire.Octets;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Parses a rendered message, or a rendered part, into headers, bodies and delimiters (RFC 2046 s5.1.1) and passes them to
 * a {@link MimeWriter}.
 *
 * <p>A header is passed when it is complete. A body is passed as it is written, except what may be a delimiter: the line
 * end before a delimiter belongs to the delimiter.
 */
final class MimeParser extends OutputStream {
    /** RFC 2046 s5.1.1: a boundary has at most 70 characters, besides hyphens, white space and the line end. */
    private static final int LONGEST_DELIMITER = 200;

    private static final int GATHERED = 2048;
    private static final byte[] NO_OCTETS = {};

    /** A piece of this size stays in the processor's cache until it is written to the socket. */
    private static final int PIECE = 32 * 1024;

    private final MimeWriter writer;
    private final OpenMultiparts multiparts;

    private final OpenMultiparts.Multipart outer; // whose delimiters are parsed elsewhere; null: none

    private byte[] gathered = NO_OCTETS; // single octets that are not parsed yet
    private int gatheredLength;
    private final MimeHeader header;
    private boolean inHeader = true; // otherwise in a body

    /** What may be a delimiter: a line end or the CR of one, and after a whole line end the start of the line. */
    private byte[] candidate = NO_OCTETS; // created for the first multipart

    private int candidateLength;
    private int candidateLine; // where the line starts in the candidate
    private boolean atLineStart;

    private MimeParser(MimeWriter writer, boolean ofMessage) {
        this.writer = writer;
        this.multiparts = writer.multiparts();
        this.outer = multiparts.innermost();
        this.header = writer.header();
        header.start(ofMessage);
    }

    static MimeParser ofMessage(MimeWriter writer) {
        return new MimeParser(writer, true);
    }

    /** Renders a message with its {@code writeTo} and passes the result to the writer. */
    static void convert(MimeMessage message, String[] omittedFields, MimeWriter writer)
            throws IOException, MessagingException {
        MimeParser parser = ofMessage(writer);
        message.writeTo(parser, omittedFields);
        parser.finish();
    }

    /** Renders a part with its {@code writeTo} and passes the result to the writer. */
    static void convert(BodyPart part, MimeWriter writer) throws IOException, MessagingException {
        MimeParser parser = new MimeParser(writer, false);
        part.writeTo(parser);
        parser.finish();
    }

    @Override
    public void write(int octet) throws IOException {
        if (gathered.length == 0) {
            gathered = new byte[GATHERED];
        } else if (gatheredLength == gathered.length) {
            parseGathered();
        }
        gathered[gatheredLength++] = (byte) octet;
    }

    @Override
    public void write(byte[] source, int offset, int count) throws IOException {
        parseGathered();
        int end = offset + count;
        for (int from = offset; from < end; from += PIECE) {
            parse(source, from, Math.min(end, from + PIECE));
        }
    }

    /** Completes the message or part. */
    void finish() throws IOException {
        parseGathered();
        if (inHeader) {
            endHeaderLine();
        } else if (candidateLength > candidateLine) {
            endCandidateLine();
        }
        if (inHeader) {
            endHeader();
        }
        passCandidate(candidateLength);
        writer.endPart();
    }

    private void parseGathered() throws IOException {
        int count = gatheredLength;
        gatheredLength = 0;
        parse(gathered, 0, count);
    }

    private void parse(byte[] source, int offset, int end) throws IOException {
        int from = offset;
        while (from < end) {
            if (inHeader) {
                from = parseHeader(source, from, end);
            } else if (multiparts.innermost() == outer) {
                writer.writeBody(source, from, end - from);
                from = end;
            } else if (atLineStart) {
                from = parseLineStart(source, from, end);
            } else if (candidateLength > 0) {
                from = parseAfterCr(source, from);
            } else {
                from = parseText(source, from, end);
            }
        }
    }

    private int parseHeader(byte[] source, int from, int end) throws IOException {
        int next = header.append(source, from, end);
        if (header.isLineEnded()) {
            endHeaderLine();
        }
        return next;
    }

    private void endHeaderLine() throws IOException {
        if (header.isLineEnded() && header.isLineBlank()) {
            endHeader();
            return;
        }
        byte[] line = multiparts.innermost() == outer ? NO_OCTETS : header.lastLine();
        OpenMultiparts.Delimiter delimiter = multiparts.delimiter(line, 0, line.length, outer);
        if (delimiter == null) {
            header.keepLine();
        } else {
            endHeader();
            passDelimiter(line, line.length, delimiter);
        }
    }

    private void endHeader() throws IOException {
        header.complete();
        BodyKind kind = writer.writeHeader(header);
        inHeader = kind == BodyKind.MESSAGE;
        if (inHeader) {
            header.start(true);
        }
        if (kind == BodyKind.MULTIPART && candidate.length == 0) {
            candidate = new byte[LONGEST_DELIMITER + 2];
        }
        atLineStart = true;
    }

    /** At the start of a line of a body: only two hyphens can start a delimiter. */
    private int parseLineStart(byte[] source, int from, int end) throws IOException {
        if (candidateLength - candidateLine < 2 && source[from] != '-') {
            passCandidate(candidateLength);
            return from;
        } else if (candidateLength - candidateLine < 2) {
            candidate[candidateLength++] = '-';
            return from + 1;
        }
        int limit = Math.min(end, from + candidate.length - candidateLength);
        int next = Math.min(limit, Octets.indexOf(source, from, limit, '\n') + 1);
        System.arraycopy(source, from, candidate, candidateLength, next - from);
        candidateLength += next - from;
        byte last = candidate[candidateLength - 1];
        if (last == '\n') {
            endCandidateLine();
        } else if (candidateLength == candidate.length) {
            passCandidate(last == '\r' ? candidateLength - 1 : candidateLength);
        }
        return next;
    }

    private void endCandidateLine() throws IOException {
        int length = candidateLength;
        OpenMultiparts.Delimiter delimiter =
                multiparts.delimiter(candidate, candidateLine, length - candidateLine, outer);
        if (delimiter == null) {
            passCandidate(length - lineEndLength());
            atLineStart = candidateLength > 0;
            candidateLine = candidateLength;
        } else {
            candidateLength = 0;
            candidateLine = 0;
            passDelimiter(candidate, length, delimiter);
        }
    }

    private int lineEndLength() {
        if (candidateLength == 0 || candidate[candidateLength - 1] != '\n') {
            return 0;
        }
        return candidateLength > 1 && candidate[candidateLength - 2] == '\r' ? 2 : 1;
    }

    private void passDelimiter(byte[] octets, int length, OpenMultiparts.Delimiter delimiter) throws IOException {
        writer.writeDelimiter(octets, length, delimiter);
        inHeader = !delimiter.closes();
        if (inHeader) {
            header.start(false);
        }
        atLineStart = true;
    }

    private int parseAfterCr(byte[] source, int from) throws IOException {
        if (source[from] != '\n') {
            passCandidate(candidateLength);
            return from;
        }
        addLineEnd(source, from, from + 1);
        return from + 1;
    }

    /** Within a line of a body. */
    private int parseText(byte[] source, int from, int end) throws IOException {
        int at = from;
        while (true) {
            int lineEnd = Octets.indexOf(source, at, end, '\n');
            boolean ended = lineEnd < end;
            if (!ended || mayBeDelimiter(source, lineEnd + 1, end)) {
                int textEnd = lineEnd > from && source[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
                int next = ended ? lineEnd + 1 : end;
                writer.writeBody(source, from, textEnd - from);
                addLineEnd(source, textEnd, next);
                return next;
            }
            at = lineEnd + 1;
        }
    }

    private static boolean mayBeDelimiter(byte[] source, int from, int end) {
        return (from >= end || source[from] == '-') && (from + 1 >= end || source[from + 1] == '-');
    }

    /** Adds a line end, the CR of one, or nothing to the candidate. */
    private void addLineEnd(byte[] source, int from, int end) {
        System.arraycopy(source, from, candidate, candidateLength, end - from);
        candidateLength += end - from;
        atLineStart = candidateLength > 0 && candidate[candidateLength - 1] == '\n';
        candidateLine = candidateLength;
    }

    /** The candidate is text up to {@code end}; the rest remains. */
    private void passCandidate(int end) throws IOException {
        atLineStart = false;
        if (end > 0) {
            writer.writeBody(candidate, 0, end);
        }
        System.arraycopy(candidate, end, candidate, 0, candidateLength - end);
        candidateLength -= end;
        candidateLine = 0;
    }
}
