"""A walk through what is looked at before a jornada and from across a hall: readiness, tests of devices, sheets, wall, widget."""

from dataclasses import dataclass

from playwright.async_api import ViewportSize, expect

from audiencia.core.unbroken import unbroken
from tests.browser.chromium import PHONE
from tests.browser.people import Citizen, Director, Staff
from tests.browser.walk import Walk

WALLS: tuple[ViewportSize, ...] = ({"width": 1920, "height": 1080}, {"width": 1366, "height": 768})
PLACE = ("desarrollo-urbano", "licencia-construccion")


@dataclass
class ReadyTour(Walk):
    """The day before, and then a number that is called while the wall is looked at."""

    async def go(self) -> None:
        """The whole way."""
        await self._test()
        await self._list()
        await self._hall()

    async def _test(self) -> None:
        one = await self.bring(Director)
        await one.sign_in(f"direccion-{PLACE[0]}", self.house.passwords[f"direccion-{PLACE[0]}"])
        await one.open_menu()
        await one.press("to-test")
        await self.look("device-test", one.page)
        await one.press("try-camera")
        await one.press("devices-ready")
        await one.sees("test-kept")
        await expect(one.see("test-kept")).to_be_focused()
        await self.look("device-test-kept", one.page)

    async def _list(self) -> None:
        one = await self.bring(Staff)
        await one.sign_in("administracion", self.house.passwords["administracion"])
        await one.page.locator('.staff-nav a[href="/revision"]').click()
        await expect(one.see("row-database")).to_have_attribute("data-light", "green")
        await expect(one.see("row-media")).to_have_attribute("data-light", "green")
        await self.look("readiness", one.page)
        await one.page.goto("/administracion/papeles")
        await self.look("posters", one.page)
        await one.page.goto("/practica")
        await one.sees("practice-form")
        await self.look("practice", one.page)

    async def _hall(self) -> None:
        wall = await self.bring(Citizen)
        await wall.page.goto("/tablero")
        await wall.press("hall-sound")
        await expect(wall.see("hall-sound")).to_have_attribute("aria-pressed", "true")
        citizen, _ = await self.join(PLACE, "Rosa Pérez Luna", "Necesito una licencia")
        director = await self.director(PLACE[0])
        await director.open_room_at_once()
        await director.call_next()
        number = await director.page.locator("body").inner_text()
        called = wall.see("hall-calling").locator("li b")
        await expect(called).to_have_count(1)
        assert unbroken(await called.inner_text()) in unbroken(number)
        await self.look("wallboard", wall.page)
        for screen in WALLS:
            await wall.page.set_viewport_size(screen)
            height = await wall.page.evaluate("document.documentElement.scrollHeight")
            assert height <= screen["height"], f"nobody scrolls a wall of {screen}: it needs {height}"
        await wall.page.set_viewport_size(PHONE)
        await wall.page.goto("/widget")
        await wall.sees("widget-state")
        await self.look("widget", wall.page)
        await director.withdraw()
        await director.close_room()
        await citizen.leave()
