"""From one moment of a queue to what each role sees. Pure."""
