"""Departments, their topics, and the directory of services with its search."""
