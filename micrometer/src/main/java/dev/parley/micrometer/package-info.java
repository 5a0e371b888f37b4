/** Metrics and spans of connects, logins, sends and Sieve commands, and gauges of the pools, with Micrometer. */
package dev.parley.micrometer;
