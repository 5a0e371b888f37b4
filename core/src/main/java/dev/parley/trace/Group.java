package dev.parley.trace;

/**
 * A group of commands that were sent in one write (RFC 2920), and the position of one of them.
 *
 * @param number counts the groups of a connection, from 1
 * @param place of the command, from 1
 * @param size number of commands, at least 2
 */
public record Group(int number, int place, int size) {
    public boolean isFirst() {
        return place == 1;
    }

    public boolean isLast() {
        return place == size;
    }
}
