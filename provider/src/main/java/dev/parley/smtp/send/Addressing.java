package dev.parley.smtp.send;

import dev.parley.smtp.connection.Envelope;
import java.util.List;

/**
 * Who a message is from and to, in both worlds.
 *
 * @param to everybody, in order; the envelope has those of them of whom the server can be told
 */
record Addressing(Envelope envelope, List<Addressee> to) {}
