"""Runs the whole service on one machine: embedded servers, child processes, restarts, and the checks before a start."""
