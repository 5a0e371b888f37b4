/** An application module. Parley finds Angus Mail only if it is required by a module or added with --add-modules. */
module org.example.modules {
    requires dev.parley.smtp;
    requires org.eclipse.angus.mail;
}
