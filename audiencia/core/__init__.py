"""What everything may use: identifiers, error codes, texts, logs, metric names, paths. Imports nothing of the project."""
