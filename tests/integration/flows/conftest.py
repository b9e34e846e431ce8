"""An open house for each test that asks for one."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.flows.scenery import Scenery


@pytest.fixture
def scene(make_database: Callable[[], str], tmp_path: Path) -> Iterator[Scenery]:
    """Two departments with three rooms and a moderator, on a database of its own."""
    scenery = Scenery(make_database(), tmp_path / "keys")
    yield scenery
    scenery.close()
