package dev.parley.spring;

import jakarta.mail.NoSuchProviderException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/** Warns at start-up if the transport of a sender is not Parley's, and its settings have no effect. */
final class ProviderCheck implements SmartInitializingSingleton {
    private static final Log LOG = LogFactory.getLog("dev.parley.mail");
    private static final String OURS = "dev.parley.smtp.";

    private final Senders senders;

    ProviderCheck(Senders senders) {
        this.senders = senders;
    }

    @Override
    public void afterSingletonsInstantiated() {
        senders.all().forEach(ProviderCheck::check);
    }

    private static void check(Sender sender) {
        String used;
        try {
            used = sender.session().getProvider(sender.provider()).getClassName();
        } catch (NoSuchProviderException e) {
            return; // The first send reports it.
        }
        if (used.startsWith(OURS)) {
            return;
        }
        String property = "mail." + sender.provider() + ".class";
        String fix = sender.properties().containsKey(property)
                ? "remove " + sender.inItsSpelling(property)
                : "use jakarta.mail-api 2.1.4 or newer, or put parley-spring-boot before the mail starter in the pom";
        LOG.warn("The mail sender '" + sender.name() + "' uses " + used + " for " + sender.provider()
                + ", not Parley: its traces, failures and other settings have no effect; fix: " + fix);
    }
}
