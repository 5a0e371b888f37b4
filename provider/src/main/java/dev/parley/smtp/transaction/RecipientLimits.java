package dev.parley.smtp.transaction;

import dev.parley.smtp.connection.SmtpConnection;
import dev.parley.smtp.protocol.Path;
import dev.parley.smtp.protocol.ServerLimits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How many recipients one transaction may have; {@link ServerLimits#NONE} for no limit.
 *
 * @param recipients RCPTMAX of RFC 9422, or {@code mail.<protocol>.rcptmax}
 * @param domains RCPTDOMAINMAX of RFC 9422
 */
record RecipientLimits(int recipients, int domains) {

    static RecipientLimits of(SmtpConnection connection) {
        ServerLimits server = connection.capabilities().limits();
        int configured = connection.settings().transfer().rcptMax();
        return new RecipientLimits(Math.min(server.rcptMax(), configured), server.rcptDomainMax());
    }

    /** Whether one transaction may have all of them. */
    boolean fitInOne(List<Path> all) {
        return recipients >= all.size() && (domains >= all.size() || split(all).size() == 1);
    }

    /** The indexes of the recipients for each transaction: each recipient is in the first one that has room for it. */
    List<List<Integer>> split(List<Path> all) {
        List<Part> parts = new ArrayList<>();
        for (int index = 0; index < all.size(); index++) {
            String domain = domain(all.get(index));
            Part part = firstWithRoom(parts, domain);
            part.indexes.add(index);
            part.domains.add(domain);
        }
        List<List<Integer>> indexes = new ArrayList<>();
        for (Part part : parts) {
            indexes.add(part.indexes);
        }
        return indexes;
    }

    private Part firstWithRoom(List<Part> parts, String domain) {
        for (Part part : parts) {
            boolean domainFits = part.domains.contains(domain) || part.domains.size() < domains;
            if (part.indexes.size() < recipients && domainFits) {
                return part;
            }
        }
        Part another = new Part(new ArrayList<>(), new HashSet<>());
        parts.add(another);
        return another;
    }

    @Override
    public String toString() {
        boolean both = recipients != ServerLimits.NONE && domains != ServerLimits.NONE;
        return "the server accepts at most "
                + (recipients != ServerLimits.NONE ? recipients + " recipients" : "")
                + (both ? " and " : "")
                + (domains != ServerLimits.NONE ? domains + " domains" : "")
                + " in one";
    }

    private record Part(List<Integer> indexes, Set<String> domains) {}

    private static String domain(Path recipient) {
        String mailbox = recipient.mailbox();
        return mailbox.substring(mailbox.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }
}
