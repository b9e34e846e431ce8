"""A first visit in both languages, which leaves people in lines, and then a day to its end."""

import pytest

from tests.browser.conftest import Browsers
from tests.browser.installation import Installation
from tests.browser.tour import Tour
from tests.browser.tour_day import DayTour
from tests.browser.walk import Walk
from tests.browser.walks.barriers import has_no_barriers

WALKS = [(Tour, "es-MX"), (Tour, "en"), (DayTour, "es-MX")]


@pytest.mark.parametrize(("way", "language"), WALKS)
async def test_no_state_has_barriers(
    walked_house: Installation, browsers: Browsers, way: type[Walk], language: str
) -> None:
    await has_no_barriers(walked_house, browsers, way, language)
