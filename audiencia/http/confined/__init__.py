"""Work on what strangers sent, or that may take long: in a child process with little memory, little time and no network."""
