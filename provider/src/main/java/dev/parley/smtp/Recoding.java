package dev.parley.smtp;

/** Told of every part that goes out in another transfer encoding than the message gave it. */
interface Recoding {
    void encodes(String contentType, String encoding, String because);
}
