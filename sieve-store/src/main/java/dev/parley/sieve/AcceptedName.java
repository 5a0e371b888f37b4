package dev.parley.sieve;

import dev.parley.sieve.protocol.ScriptName;

/**
 * A name under which a script may be sent: {@link Scripts#accept} is the only source. A server that refuses the name in
 * PUTSCRIPT may leave the script after it unread and run its lines as commands, so the name is refused before.
 *
 * @param name as its owner gave it
 * @param spelled as it is sent, which is what the server accepted
 */
record AcceptedName(ScriptName name, ScriptName spelled) {}
