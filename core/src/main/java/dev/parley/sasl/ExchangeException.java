package dev.parley.sasl;

/** The client cannot continue an exchange: it must be cancelled. */
public final class ExchangeException extends Exception {
    public ExchangeException(String message) {
        super(message);
    }

    /** For a failure in a library: the innermost cause has the reason. */
    ExchangeException(String mechanism, Exception failure) {
        super(message(mechanism + ": ", innermost(failure)), failure);
    }

    /** With one prefix: some libraries add it, too. */
    private static String message(String prefix, String reason) {
        return reason.startsWith(prefix) ? reason : prefix + reason;
    }

    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause().getMessage() != null && !isDetail(cause.getCause())) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).strip();
    }

    /** The JDK's Kerberos has a failure to read the error of the KDC as another reply as the cause of this error. */
    private static boolean isDetail(Throwable cause) {
        return cause.getClass().getSimpleName().equals("Asn1Exception");
    }
}
