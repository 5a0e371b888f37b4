package dev.parley.smtp.transaction;

/** Whether a message is sent when some of its recipients are rejected. */
public enum RecipientPolicy {
    /** All recipients must be accepted first ({@code mail.<protocol>.sendpartial=false}). */
    ALL_OR_NONE,
    /** Partial delivery is allowed ({@code mail.<protocol>.sendpartial=true}). */
    PARTIAL
}
