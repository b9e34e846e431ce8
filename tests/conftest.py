"""Fixtures for all tests, whose servers start when the first test asks for them, and how tests are spread over processes."""

from typing import Any

import pytest
from hypothesis import settings

# How long an example takes says how busy the machine is, and nothing of what the test checks.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

pytest_plugins = [
    "tests.support.services",
    "tests.support.page_fixtures",
    "tests.support.scene_fixtures",
    "tests.support.case_fixtures",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first, so that no process is busy with it when all others are done."""
    from tests.support.spreading import place

    items.sort(key=lambda item: place(item.nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Tests that share a server run in one process (`pytest -n`)."""
    from tests.support.spreading import Spreading

    return Spreading(config, log)
