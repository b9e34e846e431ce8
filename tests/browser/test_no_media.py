"""A network that lets no UDP through, and no relay: whoever waits is warned and offered the telephone; in a call both are told."""

import pytest

from tests.browser.conftest import People, engine_alone
from tests.browser.people import Matter
from tests.browser.test_closed_network import CLOSED

browsers = engine_alone

WITHIN_MS = 90_000
"""Two attempts of 5 and 7 s in the line, and 15 s in a call, on a machine with other things to do."""


@pytest.mark.long
async def test_nobody_waits_for_a_picture_that_cannot_come(people: People) -> None:
    talking, waiting = await people.citizen("red"), await people.citizen("yellow")
    for citizen in (talking, waiting):
        await citizen.visitor.context.add_init_script(CLOSED)
        await citizen.join(Matter("medio-ambiente", "maltrato-animal"))
    director = await people.director("medio-ambiente", "blue")
    await director.open_room()
    await director.call_next()
    await talking.answer()
    await director.phase("in_call")
    for person in (waiting, talking, director):
        await person.see("no-media").wait_for(timeout=WITHIN_MS)
    await waiting.sees("no-media", "no pasan por esta red")
    await waiting.sees("no-media", "le llamemos por teléfono")
    await talking.sees("no-media", "Desde hace 15 segundos no le llega nada")
    await director.sees("no-media", "no le llega sonido ni imagen")
    await director.sees("continue-by-phone")
