"""Fixtures for all tests. The servers start when the first test asks for them."""

pytest_plugins = [
    "tests.support.services",
    "tests.support.page_fixtures",
    "tests.support.scene_fixtures",
    "tests.support.case_fixtures",
]
