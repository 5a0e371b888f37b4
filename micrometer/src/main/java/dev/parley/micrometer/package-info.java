/** Metrics and spans of connects, logins, sends and Sieve commands, and gauges of the pools, with Micrometer. */
@NullMarked
package dev.parley.micrometer;

import org.jspecify.annotations.NullMarked;
