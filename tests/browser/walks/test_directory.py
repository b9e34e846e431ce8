"""The directory of departments and services."""

import pytest

from tests.browser.conftest import Browsers
from tests.browser.installation import Installation
from tests.browser.tour_directory import DirectoryTour
from tests.browser.walks.barriers import has_no_barriers


@pytest.mark.timeout(400)
@pytest.mark.parametrize("language", ["es-MX", "en"])
async def test_no_state_has_barriers(walked_house: Installation, browsers: Browsers, language: str) -> None:
    await has_no_barriers(walked_house, browsers, DirectoryTour, language)
