package dev.parley.smtp.send;

import dev.parley.settings.ApplicationFailure;
import jakarta.mail.MessagingException;

/**
 * Handles what the listeners of a transport throw: it is logged and does not change the result of a send. The first
 * VirtualMachineError of a send is kept, and rethrown when no message was accepted.
 */
public final class ListenerFailures {
    private volatile VirtualMachineError error;

    /** @param listener which code of the application failed */
    public void add(String listener, Throwable thrown) {
        if (thrown instanceof VirtualMachineError first && error == null) {
            error = first;
        }
        ApplicationFailure.log(listener, thrown);
    }

    /** Another send begins. */
    public void clear() {
        error = null;
    }

    /**
     * Throws the VirtualMachineError that was kept, if there is one.
     *
     * @param other an error of a trace sink, which is thrown where none was kept; null where there is none
     * @param failure the exception that is replaced, and becomes a suppressed one; null where there is none
     */
    public void throwError(VirtualMachineError other, MessagingException failure) {
        VirtualMachineError thrown = error != null ? error : other;
        if (thrown == null) {
            return;
        }
        if (failure != null) {
            thrown.addSuppressed(failure);
        }
        throw thrown;
    }
}
