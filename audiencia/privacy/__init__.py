"""Personal data: keys, consent, and the record of who saw what."""
