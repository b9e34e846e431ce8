"""Going on on another device in the midst of a call: from the press of the button there until the other side sees its camera.

Each device is a Chromium of its own with a camera of its own colour, and what counts is the colour that the other side decodes.
"""

import itertools
import time
from collections.abc import Mapping

from playwright.async_api import Browser

from tests.browser.chromium import DESK, PHONE, visit
from tests.browser.installation import Installation
from tests.browser.people import Citizen, Director, Matter, P, Person
from tests.browser.probe import sees

HERE = Matter("servicios-publicos", "alumbrado")


async def takeovers(
    house: Installation, browsers: Mapping[str, Browser], first: str, rounds: int
) -> tuple[list[float], list[float]]:
    """Milliseconds of each takeover: of the citizen's ticket, and of the director's room.

    `browsers`: by colour, three. `first`: the statement that brings a number to the front of its line.
    """
    colours = itertools.cycle(browsers)
    citizen = Citizen(await visit(browsers[next(colours)], house.url, screen=PHONE))
    director = Director(await visit(browsers[seen := next(colours)], house.url, screen=DESK))
    login = f"direccion-{HERE.department}"
    await director.sign_in(login, house.passwords[login])
    await house.rows(first, await citizen.join(HERE))
    await director.open_room()
    await director.call_next()
    await citizen.answer()
    await sees(citizen.page, seen)
    tickets, rooms = [], []
    for _ in range(rounds):
        citizen, took = await _go_on(house, browsers, next(colours), citizen, director)
        tickets.append(took)
        director, took = await _go_on(house, browsers, next(colours), director, citizen)
        rooms.append(took)
    await director.end_call()
    await director.record("resolved_immediately", "information_given")
    await citizen.at("served")
    await director.close_room()
    for one in (citizen, director):
        await one.visitor.close()
    return tickets, rooms


async def _go_on(
    house: Installation, browsers: Mapping[str, Browser], colour: str, old: P, other: Person
) -> tuple[P, float]:
    """The new device, and how long it took."""
    await old.go_elsewhere()
    link = await old.see("device-link").input_value()
    new = type(old)(await visit(browsers[colour], house.url, screen=DESK))
    await new.page.goto(link)
    began = time.perf_counter()
    await new.press("continue-here")
    await sees(other.page, colour)
    took = (time.perf_counter() - began) * 1000
    await old.sees("refused")
    await old.visitor.close()
    return new, took
