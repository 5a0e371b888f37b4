module application {
    requires dev.parley.sieve;
    requires dev.parley.smtp;
}
