"""Departments and their topics, as they are in the database."""
