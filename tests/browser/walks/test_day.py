"""A day as moderators set it, to its end."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.browser.conftest import Browsers
from tests.browser.installation import Installation, installation
from tests.browser.tour_day import DayTour
from tests.browser.walks.barriers import has_no_barriers


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def ended_house() -> AsyncIterator[Installation]:
    """One whose day comes to its end."""
    async with installation() as running:
        yield running


@pytest.mark.timeout(400)
@pytest.mark.parametrize("language", ["es-MX"])
async def test_no_state_has_barriers(ended_house: Installation, browsers: Browsers, language: str) -> None:
    await has_no_barriers(ended_house, browsers, DayTour, language)
