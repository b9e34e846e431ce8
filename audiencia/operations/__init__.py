"""Runs the service on one machine: supervisor, embedded servers, child processes."""
