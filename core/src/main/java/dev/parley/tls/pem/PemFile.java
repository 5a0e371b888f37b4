package dev.parley.tls.pem;

import dev.parley.trace.Escaped;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * A PEM file (RFC 7468) that a property names. Text outside of its blocks is ignored. The messages of its exceptions have the
 * property, the file and the line, and nothing of the data.
 */
public final class PemFile {
    private static final int LARGEST = 16 * 1024 * 1024;
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";
    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf"; // of UTF-8, read as ISO-8859-1
    private static final Set<String> CERTIFICATES = Set.of("CERTIFICATE", "X509 CERTIFICATE");

    private final String property;
    private final String path;
    private final List<Block> blocks = new ArrayList<>();

    /**
     * The data between BEGIN and END.
     *
     * @param label the words after BEGIN
     * @param line the number of the BEGIN line
     * @param encrypted whether a header declares the data as encrypted (RFC 1421 s4.6.1.1)
     */
    public record Block(String label, int line, boolean encrypted, byte[] data) {}

    private PemFile(String property, String path) {
        this.property = property;
        this.path = path;
    }

    /** @param property the whole name of the property that names the file */
    public static PemFile read(String property, String path) throws PemException {
        PemFile file = new PemFile(property, path);
        file.parse(file.text().lines().toList());
        return file;
    }

    /** The blocks, in the order of the file. */
    public List<Block> blocks() {
        return blocks;
    }

    /** The certificates, in the order of the file; at least one. */
    public List<X509Certificate> certificates() throws PemException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks) {
            if (CERTIFICATES.contains(block.label)) {
                certificates.add(certificate(block));
            }
        }
        if (certificates.isEmpty()) {
            throw unusable("it contains no certificate" + contents(), null);
        }
        return certificates;
    }

    /** What the file contains instead, for messages. */
    String contents() {
        if (blocks.isEmpty()) {
            return ": it has no line that begins with " + BEGIN.strip()
                    + ". If it is a DER or PKCS #12 file, convert it to PEM with openssl";
        }
        List<String> labels = new ArrayList<>();
        for (Block block : blocks) {
            labels.add(Escaped.text(block.label));
        }
        return ", only " + String.join(", ", labels);
    }

    /** @param cause null: none */
    public PemException unusable(String why, Throwable cause) {
        return new PemException(property + "=" + Escaped.text(path) + " cannot be used: " + why, cause);
    }

    PemException unusable(Block block, String why, Throwable cause) {
        return unusable("line " + block.line + ": " + why, cause);
    }

    private static X509Certificate parse(byte[] data) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(data));
    }

    private X509Certificate certificate(Block block) throws PemException {
        try {
            return parse(block.data);
        } catch (CertificateException | RuntimeException e) {
            throw unusable(block, "the certificate cannot be read: " + Escaped.text(String.valueOf(e.getMessage())), e);
        }
    }

    private String text() throws PemException {
        Path file = Path.of(path);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw unusable("it is larger than 16 MiB", null);
            }
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
        } catch (NoSuchFileException e) {
            String whole = file.isAbsolute()
                    ? ""
                    : " " + Escaped.text(file.toAbsolutePath().toString());
            throw unusable("there is no file" + whole, e);
        } catch (AccessDeniedException e) {
            throw unusable("the user of this process may not read it", e);
        } catch (PemException e) {
            throw e;
        } catch (IOException e) {
            throw unusable("it cannot be read: " + Escaped.text(String.valueOf(e.getMessage())), e);
        }
    }

    private void parse(List<String> lines) throws PemException {
        String label = null; // null: outside of a block
        int begin = 0;
        boolean encrypted = false;
        StringBuilder data = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (label == null) {
                if (line.startsWith(BEGIN)
                        && line.endsWith(DASHES)
                        && line.length() > BEGIN.length() + DASHES.length()) {
                    label = line.substring(BEGIN.length(), line.length() - DASHES.length());
                    begin = i + 1;
                    encrypted = false;
                    data.setLength(0);
                }
            } else if (line.equals(END + label + DASHES)) {
                blocks.add(new Block(label, begin, encrypted, decoded(data.toString(), begin)));
                label = null;
            } else if (line.startsWith(DASHES)) {
                throw unclosed(label, begin);
            } else if (line.indexOf(':') >= 0) {
                encrypted |= line.startsWith("Proc-Type:") && line.endsWith("ENCRYPTED");
            } else if (isBase64(line)) {
                data.append(line);
            } else {
                throw unusable("line " + (i + 1) + " is not base64", null);
            }
        }
        if (label != null) {
            throw unclosed(label, begin);
        }
    }

    private PemException unclosed(String label, int begin) {
        return unusable(
                "line " + begin + ": the block has no line " + END + Escaped.text(label) + DASHES
                        + ", so the file is incomplete",
                null);
    }

    /** The cause would contain a part of the data. */
    private byte[] decoded(String data, int begin) throws PemException {
        try {
            byte[] decoded = Base64.getDecoder().decode(data);
            if (decoded.length > 0) {
                return decoded;
            }
        } catch (IllegalArgumentException e) {
            throw unusable("line " + begin + ": the block is not base64: a part is missing", null);
        }
        throw unusable("line " + begin + ": the block is empty", null);
    }

    private static boolean isBase64(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            boolean letter = c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
            if (!letter && !(c >= '0' && c <= '9') && c != '+' && c != '/' && c != '=') {
                return false;
            }
        }
        return true;
    }
}
