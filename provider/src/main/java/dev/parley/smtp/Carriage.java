package dev.parley.smtp;

import java.util.Optional;

/**
 * What may go out as it is, and what is wished for.
 *
 * @param eightBit whether bodies may hold octets above 127 (8BITMIME)
 * @param international whether header fields may (SMTPUTF8)
 * @param binary whether parts labelled binary may go octet for octet (BINARYMIME), if MAIL can still say so
 * @param unpacking the property or option that wants encoded text as 8bit; empty where nothing does, or may
 */
record Carriage(boolean eightBit, boolean international, boolean binary, Optional<String> unpacking) {

    String widest() {
        return eightBit ? "8bit" : "7bit";
    }
}
