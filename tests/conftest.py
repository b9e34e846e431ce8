"""Fixtures for all tests. The servers start when the first test asks for them."""

from pathlib import Path

import pytest

pytest_plugins = ["tests.services"]
HERE = Path(__file__).parent
WITH_BROWSERS = (HERE / "browser", HERE / "integration" / "media" / "test_browsers.py")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where files run side by side, those with browsers run one after the other: several of them coding pictures at once
    would wait for the processor, and not for what they try.
    """
    for item in items:
        browsers = any(item.path.is_relative_to(one) for one in WITH_BROWSERS)
        item.add_marker(pytest.mark.xdist_group("browsers" if browsers else str(item.path.relative_to(HERE))))
