package dev.parley.smtp.connection;

import dev.parley.smtp.protocol.Capabilities;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How many recipients one transaction may have.
 *
 * @param recipients RCPTMAX of RFC 9422, or what the user says
 * @param domains RCPTDOMAINMAX of RFC 9422
 */
record RecipientLimits(int recipients, int domains) {

    static RecipientLimits of(Capabilities offered, OptionalInt ofTheUsers) {
        int rcptMax = offered.limit("RCPTMAX").orElse(Integer.MAX_VALUE);
        return new RecipientLimits(
                Math.min(rcptMax, ofTheUsers.orElse(Integer.MAX_VALUE)),
                offered.limit("RCPTDOMAINMAX").orElse(Integer.MAX_VALUE));
    }

    /** The places of the recipients in the envelope, a list for each transaction: each goes where there is room first. */
    List<List<Integer>> split(List<Envelope.Recipient> all) {
        List<Part> parts = new ArrayList<>();
        for (int place = 0; place < all.size(); place++) {
            String domain = domain(all.get(place));
            Part part = parts.stream()
                    .filter(open -> open.hasRoom(domain, this))
                    .findFirst()
                    .orElse(null);
            if (part == null) {
                part = new Part(new ArrayList<>(), new HashSet<>());
                parts.add(part);
            }
            part.places.add(place);
            part.domains.add(domain);
        }
        return parts.stream().map(Part::places).toList();
    }

    @Override
    public String toString() {
        return (recipients < Integer.MAX_VALUE ? "at most " + recipients + " recipients in one" : "")
                + (recipients < Integer.MAX_VALUE && domains < Integer.MAX_VALUE ? ", " : "")
                + (domains < Integer.MAX_VALUE ? "at most " + domains + " domains in one" : "");
    }

    private record Part(List<Integer> places, Set<String> domains) {
        boolean hasRoom(String domain, RecipientLimits limits) {
            return places.size() < limits.recipients && (domains.contains(domain) || domains.size() < limits.domains);
        }
    }

    private static String domain(Envelope.Recipient recipient) {
        String mailbox = recipient.path().mailbox();
        return mailbox.substring(mailbox.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }
}
