package dev.parley.smtp.mime;

import dev.parley.smtp.protocol.Capabilities;
import java.util.Optional;

/**
 * The forms of content that can be sent, and whether encoded text is to be sent as 8bit.
 *
 * @param eightBit whether bodies may hold octets above 127 (8BITMIME)
 * @param international whether header fields may (SMTPUTF8)
 * @param binary whether parts labelled binary may go octet for octet (BINARYMIME), if MAIL can still say so
 * @param unpacking the property or option that wants encoded text as 8bit; empty where nothing does, or may
 */
public record TransferCapabilities(
        boolean eightBit, boolean international, boolean binary, Optional<String> unpacking) {

    public static TransferCapabilities of(Capabilities offered, boolean binary, Optional<String> unpacking) {
        boolean eightBit = offered.has("8BITMIME");
        return new TransferCapabilities(eightBit, offered.has("SMTPUTF8"), binary, unpacking.filter(why -> eightBit));
    }

    String widest() {
        return eightBit ? "8bit" : "7bit";
    }
}
