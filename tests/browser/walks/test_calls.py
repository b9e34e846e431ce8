"""Walks after which nobody is left in a line that another one uses."""

import pytest

from tests.browser.conftest import Browsers
from tests.browser.installation import Installation
from tests.browser.tour_away import AwayTour
from tests.browser.tour_data import DataTour
from tests.browser.tour_devices import DevicesTour
from tests.browser.tour_directory import DirectoryTour
from tests.browser.tour_mayor import MayorTour
from tests.browser.tour_phone import PhoneTour
from tests.browser.tour_safety import SafetyTour
from tests.browser.tour_visit import VisitTour
from tests.browser.walk import Walk
from tests.browser.walks.barriers import has_no_barriers

WALKS = [
    (PhoneTour, "es-MX"),
    (DataTour, "es-MX"),
    (DirectoryTour, "es-MX"),
    (DirectoryTour, "en"),
    (DevicesTour, "es-MX"),
    (SafetyTour, "es-MX"),
    (MayorTour, "es-MX"),
    (VisitTour, "es-MX"),
    (AwayTour, "es-MX"),
]


@pytest.mark.parametrize(("way", "language"), WALKS)
async def test_no_state_has_barriers(
    walked_house: Installation, browsers: Browsers, way: type[Walk], language: str
) -> None:
    await has_no_barriers(walked_house, browsers, way, language)
