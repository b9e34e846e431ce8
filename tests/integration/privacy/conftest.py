"""A house on a database of its own."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from audiencia.runtime.context import House
from tests.integration.pages.houses import open_house


@pytest.fixture
async def house(make_jornada: Callable[[], str], tmp_path: Path) -> AsyncIterator[House]:
    """Departments from `config/`, and a jornada that is open now."""
    async with open_house(make_jornada(), tmp_path / "keys") as house:
        yield house
