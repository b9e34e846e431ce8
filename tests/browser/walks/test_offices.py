"""Walks through pages of offices, and appointments last: they set the clock."""

import pytest

from tests.browser.conftest import Browsers
from tests.browser.installation import Installation
from tests.browser.tour_booking import BookingTour
from tests.browser.tour_cases import CasesTour
from tests.browser.tour_petitions import PetitionsTour
from tests.browser.tour_ready import ReadyTour
from tests.browser.tour_roles import RolesTour
from tests.browser.walk import Walk
from tests.browser.walks.barriers import has_no_barriers

WALKS = [
    (CasesTour, "es-MX"),
    (PetitionsTour, "es-MX"),
    (PetitionsTour, "en"),
    (ReadyTour, "es-MX"),
    (RolesTour, "es-MX"),
    (BookingTour, "es-MX"),
]


@pytest.mark.parametrize(("way", "language"), WALKS)
async def test_no_state_has_barriers(
    walked_house: Installation, browsers: Browsers, way: type[Walk], language: str
) -> None:
    await has_no_barriers(walked_house, browsers, way, language)
