package dev.parley.smtp.connection;

/** A message that has been written, as far as nothing had to be heard first. */
public interface Underway {
    /** Waits for the server's last word about it. */
    TransactionResult finish();
}
