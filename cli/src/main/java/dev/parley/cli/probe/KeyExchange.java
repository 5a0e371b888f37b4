package dev.parley.cli.probe;

import dev.parley.trace.TlsReport;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The group of the key exchange and the signature of a TLS handshake. JSSE reports neither. ServerHello (RFC 8446 s4.1.3)
 * and the ServerKeyExchange of TLS 1.2 (RFC 8422 s5.4) are not encrypted. With TLS 1.3 the signature is encrypted: its type
 * follows from the server's key.
 *
 * @param group empty where it is unknown, or the key exchange is RSA
 * @param signature the type, as {@code openssl s_client} prints it
 * @param digest of the signature; empty where only the encrypted part of the handshake names it
 */
record KeyExchange(Optional<String> group, Optional<String> signature, Optional<String> digest) {
    private static final int HANDSHAKE = 22;
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int SERVER_HELLO = 2;
    private static final int SERVER_KEY_EXCHANGE = 12;
    private static final int KEY_SHARE = 51;

    /** @param received the bytes that the server has sent, which may begin with a dialog in clear text */
    static KeyExchange of(byte[] received, TlsReport tls) {
        Optional<String> group = Optional.empty();
        int scheme = -1;
        try {
            ByteBuffer messages = ByteBuffer.wrap(handshake(received));
            while (messages.remaining() >= 4) {
                int type = messages.get();
                int length = (messages.get() & 0xff) << 16 | messages.getShort() & 0xffff;
                ByteBuffer message = messages.slice().limit(Math.min(length, messages.remaining()));
                if (type == SERVER_HELLO) {
                    group = keyShare(message);
                } else if (type == SERVER_KEY_EXCHANGE && tls.cipher().contains("_ECDHE_")) {
                    message.get(); // named_curve
                    group = Optional.of(group(message.getShort() & 0xffff));
                    skip(message, message.get() & 0xff);
                    scheme = message.getShort() & 0xffff;
                } else if (type == SERVER_KEY_EXCHANGE && tls.cipher().contains("_DHE_")) {
                    int prime = message.getShort() & 0xffff;
                    group = Optional.of("DH " + 8 * prime);
                    skip(message, prime);
                    skip(message, message.getShort() & 0xffff);
                    skip(message, message.getShort() & 0xffff);
                    scheme = message.getShort() & 0xffff;
                }
                messages.position(messages.position() + Math.min(length, messages.remaining()));
            }
        } catch (BufferUnderflowException e) {
            // The capture ends within the handshake: what was found is shown.
        }
        return scheme < 0 ? ofKey(group, tls) : new KeyExchange(group, Optional.of(type(scheme)), digest(scheme));
    }

    /** The handshake messages before the first encrypted record. */
    private static byte[] handshake(byte[] received) {
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int at = 0;
        while (at + 5 < received.length && !isServerHello(received, at)) {
            at++;
        }
        while (at + 5 <= received.length) {
            int length = (received[at + 3] & 0xff) << 8 | received[at + 4] & 0xff;
            int present = Math.min(length, received.length - at - 5);
            if (received[at] == HANDSHAKE) {
                messages.write(received, at + 5, present);
            } else if (received[at] != CHANGE_CIPHER_SPEC || messages.size() > 1024) {
                break;
            }
            at += 5 + length;
        }
        return messages.toByteArray();
    }

    private static boolean isServerHello(byte[] received, int at) {
        return received[at] == HANDSHAKE && received[at + 1] == 3 && received[at + 2] <= 4 && received[at + 5] == 2;
    }

    private static Optional<String> keyShare(ByteBuffer hello) {
        skip(hello, 2 + 32);
        skip(hello, hello.get() & 0xff);
        skip(hello, 3);
        if (hello.remaining() < 2) {
            return Optional.empty();
        }
        hello.getShort();
        while (hello.remaining() >= 4) {
            int extension = hello.getShort() & 0xffff;
            int length = hello.getShort() & 0xffff;
            if (extension == KEY_SHARE) {
                return Optional.of(group(hello.getShort() & 0xffff));
            }
            skip(hello, length);
        }
        return Optional.empty();
    }

    private static void skip(ByteBuffer buffer, int count) {
        if (count > buffer.remaining()) {
            throw new BufferUnderflowException();
        }
        buffer.position(buffer.position() + count);
    }

    /** TLS 1.3 allows RSA keys only PSS, and each curve only one digest (RFC 8446 s4.2.3). */
    private static KeyExchange ofKey(Optional<String> group, TlsReport tls) {
        String key = tls.details().map(details -> details.key()).orElse("");
        if (!tls.protocol().equals("TLSv1.3") || key.isEmpty()) {
            return new KeyExchange(group, Optional.empty(), Optional.empty());
        }
        Optional<String> digest = Optional.ofNullable(
                switch (key) {
                    case "EC 256" -> "SHA256";
                    case "EC 384" -> "SHA384";
                    case "EC 521" -> "SHA512";
                    default -> null;
                });
        String type = key.startsWith("RSA") ? "RSA-PSS" : key.startsWith("EC ") ? "ECDSA" : key;
        return new KeyExchange(group, Optional.of(type), digest);
    }

    /** The groups of RFC 8446 s4.2.7 and of the IANA registry, as openssl names them. */
    private static String group(int code) {
        return switch (code) {
            case 0x0017 -> "prime256v1";
            case 0x0018 -> "secp384r1";
            case 0x0019 -> "secp521r1";
            case 0x001d -> "X25519";
            case 0x001e -> "X448";
            case 0x0100 -> "ffdhe2048";
            case 0x0101 -> "ffdhe3072";
            case 0x0102 -> "ffdhe4096";
            case 0x0103 -> "ffdhe6144";
            case 0x0104 -> "ffdhe8192";
            case 0x11ec -> "X25519MLKEM768";
            default -> "0x%04x".formatted(code);
        };
    }

    /** The signature schemes of RFC 8446 s4.2.3. */
    private static String type(int scheme) {
        return switch (scheme) {
            case 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b -> "RSA-PSS";
            case 0x0807 -> "Ed25519";
            case 0x0808 -> "Ed448";
            default ->
                switch (scheme & 0xff) {
                    case 1 -> "RSA";
                    case 2 -> "DSA";
                    case 3 -> "ECDSA";
                    default -> "0x%04x".formatted(scheme);
                };
        };
    }

    private static Optional<String> digest(int scheme) {
        return Optional.ofNullable(
                switch (scheme) {
                    case 0x0804, 0x0809 -> "SHA256";
                    case 0x0805, 0x080a -> "SHA384";
                    case 0x0806, 0x080b -> "SHA512";
                    default ->
                        switch (scheme >> 8) {
                            case 2 -> "SHA1";
                            case 3 -> "SHA224";
                            case 4 -> "SHA256";
                            case 5 -> "SHA384";
                            case 6 -> "SHA512";
                            default -> null;
                        };
                });
    }

    /** The signature in words. */
    String signatureLine() {
        return signature
                .map(type -> type
                        + digest.map(name -> " with " + name)
                                .orElse(
                                        type.startsWith("Ed")
                                                ? ""
                                                : ", digest unknown: TLS 1.3 encrypts it, and Java does not report it"))
                .orElse("unknown: Java does not report it");
    }
}
