"""Departments, their topics and the directory of services, as they are in the database."""
