/** The API of the SMTP and LMTP transport: transports, providers, deliveries and exceptions. */
@NullMarked
package dev.parley.smtp;

import org.jspecify.annotations.NullMarked;
