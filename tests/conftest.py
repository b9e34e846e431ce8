"""Fixtures for all tests. The servers start when the first test asks for them."""

pytest_plugins = ["tests.services"]
