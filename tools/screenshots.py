"""A picture of every page and state, at the widths of a telephone and a desk, in both languages, into `screenshots/`.

python -m tools.screenshots [--only PART_OF_A_NAME] [--to FOLDER]
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Page, ViewportSize, async_playwright, expect

from tests.browser.chromium import DESK, PHONE, TIMEOUT_MS, Studio, launch
from tests.browser.installation import installation
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
from tests.browser.walk import LOCALES, Walk

SIZES: tuple[ViewportSize, ...] = (PHONE, DESK)
WAYS: tuple[type[Walk], ...] = (
    Tour, VisitTour, AwayTour, PhoneTour, SafetyTour, MayorTour, DevicesTour, ReadyTour, RolesTour, CasesTour, DataTour, DayTour,
    PetitionsTour, DirectoryTour, BookingTour,
)  # fmt: skip


@dataclass
class Album:
    """Takes the pictures of one walk: `<folder>/<language>/<state>-<width>.png`."""

    folder: Path
    only: str
    taken: int = 0

    async def look(self, name: str, page: Page) -> None:
        """Both widths; the window is left as it was."""
        if self.only not in name:
            return
        before = page.viewport_size
        for size in SIZES:
            await page.set_viewport_size(size)
            # Two frames: the first one after the change is drawn with the old width.
            await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            # A dialog covers the window, not the whole page.
            whole = await page.locator("dialog[open]").count() == 0
            await page.screenshot(path=self.folder / f"{name}-{size['width']}.png", full_page=whole)
            self.taken += 1
        if before is not None:
            await page.set_viewport_size(before)


async def take(folder: Path, only: str) -> int:
    """Walks through everything once in each language; gives how many pictures were taken."""
    expect.set_options(timeout=TIMEOUT_MS)
    taken = 0
    with TemporaryDirectory(prefix="audiencia-cameras-") as cameras:
        studio = Studio(Path(cameras), 640, 480)
        async with async_playwright() as playwright:
            citizens = await launch(playwright.chromium, studio, "red")
            staff = await launch(playwright.chromium, studio, "blue")
            for language in LOCALES:
                album = Album(folder / language, only)
                album.folder.mkdir(parents=True, exist_ok=True)
                for way in WAYS:
                    async with installation() as house:  # of its own: who still waits in one is called in no other
                        await way(house, citizens, staff, language, album.look).walk()
                taken += album.taken
            await citizens.close()
            await staff.close()
    return taken


def main(arguments: Sequence[str]) -> int:
    """Exit code 1 when there was nothing to take."""
    parser = argparse.ArgumentParser(description="A picture of every page and state.")
    parser.add_argument("--only", default="", help="only states whose name has this in it")
    parser.add_argument("--to", type=Path, default=Path("screenshots"), metavar="FOLDER")
    given = parser.parse_args(arguments)
    taken = asyncio.run(take(given.to, given.only))
    print(f"{taken} imágenes en {given.to}/ / {taken} pictures in {given.to}/")
    return 0 if taken else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
