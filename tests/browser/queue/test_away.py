"""A director falls ill while ten people wait: one act of a moderator, and each person goes on as they choose."""

import asyncio
from contextlib import AsyncExitStack

import pytest
from playwright.async_api import expect

from tests.browser.conftest import People
from tests.browser.installation import Installation
from tests.browser.people import Matter
from tests.support.citizen_client import CitizenClient

HERE, THERE = ("bienestar", "programas"), "obras-publicas"
OTHERS = 9
"""Who waits without a browser, beside the one who has one."""


async def join(stack: AsyncExitStack, house: Installation, at: int) -> CitizenClient:
    """Somebody who waits, by the protocol alone."""
    client = await stack.enter_async_context(CitizenClient(house.url))
    await client.join(*HERE, name=f"Persona {at}", matter="Un apoyo", contact=f"722 555 {at:04d}")
    await client.connect()
    return client


@pytest.mark.long
async def test_an_ill_director_with_ten_waiting(house: Installation, people: People) -> None:
    director = await people.director(HERE[0], "blue")
    await director.open_room_at_once()
    citizen = await people.citizen("red")
    number = await citizen.join(Matter(*HERE))
    moderator = await people.moderator("green")
    async with AsyncExitStack() as stack:
        others = [await join(stack, house, at) for at in range(OTHERS)]
        # The dialog says how many waited when it was opened.
        await moderator.sees(f"line-counts-{HERE[0]}", f"{OTHERS + 1} personas en espera")
        room = await moderator.room(HERE[0])
        await room.locator("[data-testid^=away-]").click()
        await moderator.sees("away-dialog", f"{OTHERS + 1} personas")
        await moderator.see("away-reason").select_option("ill")
        await moderator.see(f"offer-{THERE}").check()
        await moderator.confirm("away")
        await moderator.sees("said", f"Se pregunta a {OTHERS + 1} personas")
        await director.sees("off-duty")

        await citizen.sees("offer", "tuvo que retirarse")
        await citizen.press(f"offer-to-{THERE}")
        await citizen.press("offer-confirm")
        await expect(citizen.see("offer")).to_have_count(0)
        for client in others:
            await client.wait_for(lambda view: view.offer is not None, "the offer")
        await asyncio.gather(*(client.answer_offer("wait") for client in others[:3]))
        await asyncio.gather(*(client.answer_offer("telephone") for client in others[3:5]))
        await asyncio.gather(*(client.answer_offer("next_session") for client in others[5:7]))
        for counted in ("2 no han contestado", "3 esperan", "1 a otra área", "2 por teléfono", "2 a la próxima"):
            await moderator.sees(f"offers-{HERE[0]}", counted)
        found = await house.rows("SELECT choice, count(*) FROM offer GROUP BY choice")
        assert {row["choice"]: row["count"] for row in found} == {
            "wait": 3,
            "telephone": 2,
            "next_session": 2,
            "department": 1,
            None: 2,
        }
        await expect(moderator.see(f"queue-{THERE}").get_by_text(number)).to_be_visible()

        await moderator.press(f"withdraw-offers-{HERE[0]}")
        await moderator.confirm("withdraw-offers")
        await others[-1].wait_for(lambda view: view.offer is None, "the end of the offer")
        await (await moderator.open_line(HERE[0])).locator("[data-testid^=attends-]").click()
        await director.phase("closed")
        await expect(director.see("open-room-anyway")).to_be_visible()
        await asyncio.gather(*(client.leave() for client in (*others[:5], *others[7:])))
    await citizen.leave()
    assert people.problems() == []
