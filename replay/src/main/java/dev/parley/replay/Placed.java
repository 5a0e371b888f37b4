package dev.parley.replay;

/**
 * A step and its line in the file.
 *
 * @param line the line of the file, from 1
 */
record Placed(int line, Step step) {}
