"""Settings of the processes, and the municipality's configuration: models, files, checks."""
