package dev.parley.smtp.mime;

/** Told of every part that goes out in another transfer encoding than the message gave it. */
public interface Recoding {
    void encodes(String contentType, String encoding, String because);
}
