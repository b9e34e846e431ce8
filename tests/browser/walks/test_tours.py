"""All walks, in one installation and in an order in which none stands in another's way."""

import pytest

from tests.browser.conftest import Browsers
from tests.browser.installation import Installation
from tests.browser.tour import Tour
from tests.browser.tour_away import AwayTour
from tests.browser.tour_booking import BookingTour
from tests.browser.tour_cases import CasesTour
from tests.browser.tour_data import DataTour
from tests.browser.tour_day import DayTour
from tests.browser.tour_devices import DevicesTour
from tests.browser.tour_directory import DirectoryTour
from tests.browser.tour_mayor import MayorTour
from tests.browser.tour_petitions import PetitionsTour
from tests.browser.tour_phone import PhoneTour
from tests.browser.tour_ready import ReadyTour
from tests.browser.tour_roles import RolesTour
from tests.browser.tour_safety import SafetyTour
from tests.browser.tour_visit import VisitTour
from tests.browser.walk import Walk
from tests.browser.walks.barriers import has_no_barriers

CALLS = [
    (CasesTour, "es-MX"),
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
"""After these nobody is left in a line that another one uses. Cases come first: that walk looks at a director without any."""
OFFICES = [(PetitionsTour, "es-MX"), (PetitionsTour, "en"), (ReadyTour, "es-MX"), (RolesTour, "es-MX")]
DAYS = [(Tour, "es-MX"), (Tour, "en"), (DayTour, "es-MX"), (BookingTour, "es-MX")]
"""A first visit in both languages, which leaves people in lines, then a day to its end, and appointments, which set the clock."""
SHORT = ((PetitionsTour, "es-MX"),)
"""In `make test`."""


@pytest.mark.parametrize(
    ("way", "language"),
    [pytest.param(*one, marks=() if one in SHORT else pytest.mark.long) for one in (*CALLS, *OFFICES, *DAYS)],
)
async def test_no_state_has_barriers(
    walked_house: Installation, browsers: Browsers, way: type[Walk], language: str
) -> None:
    await has_no_barriers(walked_house, browsers, way, language)
