"""The next director comes into a call: from the click that joins it to the first frame of their picture on the citizen's page.

A warm transfer as people do it: invited from the call, joined, the citizen then has two pictures. The same call is joined and left
again and again, each time from the page of a director whose room is open.
"""

from playwright.async_api import Browser, expect

from tests.browser.chromium import DESK, PHONE, visit
from tests.browser.installation import Installation
from tests.browser.people import Citizen, Director, Matter
from tests.browser.probe import until

FROM, TO = Matter("bienestar", "programas"), "tesoreria"
WARM_UP = 2

# The click's own time, on the clock that all pages of a machine share.
NOTE_CLICK = """() => document.querySelector("[data-testid=invitation-join]").addEventListener("click",
  (click) => { window.joinedAt = performance.timeOrigin + click.timeStamp; }, { once: true })"""


async def transfers(house: Installation, citizens: Browser, directors: Browser, rounds: int) -> list[float]:
    """Milliseconds of each round."""
    citizen = Citizen(await visit(citizens, house.url, screen=PHONE))
    host, guest = [Director(await visit(directors, house.url, screen=DESK)) for _ in range(2)]
    for director, department in ((host, FROM.department), (guest, TO)):
        login = f"direccion-{department}"
        await director.sign_in(login, house.passwords[login])
        await director.open_room()
        await until(director.page, "!!probe.live()")
    await citizen.join(FROM)
    await until(citizen.page, "!!probe.live()")
    await host.call_next()
    await citizen.answer()
    took = [await _joins(citizen, host, guest) for _ in range(WARM_UP + rounds)]
    await host.end_call()
    await host.record("resolved_immediately", "information_given")
    for director in (host, guest):
        await director.close_room()
    for one in (citizen, host, guest):
        await one.visitor.close()
    return took[WARM_UP:]


async def _joins(citizen: Citizen, host: Director, guest: Director) -> float:
    await host.press("transfer")
    await host.see(f"target-{TO}").check()
    await host.press("invite")
    await guest.sees("invitation-join")
    await guest.page.evaluate(NOTE_CLICK)
    await citizen.page.evaluate("probe.watchPainted('second-video')")
    await guest.press("invitation-join")
    clicked = await until(guest.page, "window.joinedAt")
    seen = await until(citizen.page, f"probe.paintedSince({clicked})")
    await guest.phase("assisting")
    await guest.page.evaluate("window.joinedAt = 0")
    await guest.press("leave-assist")
    await guest.phase("available")
    await expect(citizen.see("second-video")).to_have_count(0)
    return float(seen - clicked)
