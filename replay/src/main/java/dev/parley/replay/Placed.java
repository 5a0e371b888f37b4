package dev.parley.replay;

/**
 * A step and where it comes from.
 *
 * @param line of the file, from 1
 */
record Placed(int line, Step step) {}
