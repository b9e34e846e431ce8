"""The commands. Each imports what it needs when it runs, so that a process carries nothing it does not use."""
