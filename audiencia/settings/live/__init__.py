"""What changes while the service runs, as entries over the configuration's files. Pure."""
