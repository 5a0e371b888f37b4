package dev.parley.smtp.mime;

import dev.parley.smtp.protocol.Capabilities;
import dev.parley.smtp.protocol.Extension;

/**
 * The forms in which the content of a message may be transferred.
 *
 * @param eightBit whether bodies may hold octets above 127 (8BITMIME)
 * @param international whether header fields may hold octets above 127 (SMTPUTF8)
 * @param binary whether parts labelled binary may be sent unchanged (BINARYMIME), if MAIL is not written yet
 * @param decodeTo8bit the property or option that requests text in quoted-printable or base64 to be sent as 8bit; null:
 *     not requested, or not possible
 * @param longestLine the octets of a line without its end; {@link #NO_LIMIT}
 */
public record TransferCapabilities(
        boolean eightBit, boolean international, boolean binary, String decodeTo8bit, int longestLine) {
    public static final int NO_LIMIT = Integer.MAX_VALUE;

    /** @param decodeTo8bit null: not requested */
    public static TransferCapabilities of(
            Capabilities announced, boolean binary, String decodeTo8bit, int longestLine) {
        boolean eightBit = announced.has(Extension.EIGHTBITMIME);
        return new TransferCapabilities(
                eightBit, announced.has(Extension.SMTPUTF8), binary, eightBit ? decodeTo8bit : null, longestLine);
    }

    /** Returns whether lines must be short. */
    boolean limitsLines() {
        return longestLine != NO_LIMIT;
    }

    /** The widest transfer encoding without encoding. */
    String widest() {
        return eightBit ? "8bit" : "7bit";
    }
}
