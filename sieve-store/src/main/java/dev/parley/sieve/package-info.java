/** The API of the ManageSieve store: stores, folders, messages, diagnostics and exceptions. */
@NullMarked
package dev.parley.sieve;

import org.jspecify.annotations.NullMarked;
