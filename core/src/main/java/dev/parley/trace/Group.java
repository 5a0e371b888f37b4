package dev.parley.trace;

/**
 * Commands that left in one write (RFC 2920), and a command's place among them.
 *
 * @param number counts the groups of a dialog, from 1
 * @param place of the command, from 1
 * @param size how many commands they are, at least 2
 */
public record Group(int number, int place, int size) {
    public boolean isFirst() {
        return place == 1;
    }

    public boolean isLast() {
        return place == size;
    }
}
