"""What the tests of the queue have in common: people who join, directors who attend them, and the terms of the day."""

from playwright.async_api import expect

from tests.browser.conftest import People
from tests.browser.people import Citizen, Director, Matter
from tests.browser.probe import sees
from tests.support.configuration import configured

LIMITS = configured().limits
"""The terms that the municipality configures, and the installation keeps."""
LOOKED_AT_SECONDS = 300
"""In walks, for calls, invitations and knocks: each page is looked at meanwhile."""
HAS_TO_WAIT = """(({ low, high }) => Date.parse(high) - Date.parse(low) > 3 * 60 * 1000)(
    document.querySelector("[data-testid=estimate]")?.dataset ?? {})"""
"""The estimate is one for whom the room talks to somebody: with a free room it ends within two minutes, and is not scored."""


async def waiting(people: People, department: str, topic: str, count: int) -> list[tuple[Citizen, str]]:
    """So many people who joined one after the other, each with the number."""
    found = []
    for place in range(1, count + 1):
        citizen = await people.citizen("red")
        number = await citizen.join(Matter(department, topic))
        await citizen.place(place)
        found.append((citizen, number))
    return found


async def talk(director: Director, citizen: Citizen, colour: str = "blue") -> None:
    """The director calls this citizen; both see each other. `colour`: of the director's camera."""
    await director.call_next()
    await citizen.answer()
    await director.phase("in_call")
    await sees(citizen.page, colour)
    await sees(director.page, "red")


async def asked_in(host: Director, department: str, guest: Director) -> None:
    """The guest comes into the host's call, asked in for this department."""
    await host.press("transfer")
    await host.see(f"target-{department}").check()
    await host.press("invite")
    await guest.press("invitation-join")
    await guest.phase("assisting")


async def conclude(director: Director, citizen: Citizen) -> None:
    """The call ends with a result that the citizen reads."""
    await director.end_call()
    await director.record("resolved_immediately", "information_given")
    await citizen.at("served")


async def complete(director: Director, number: str, note: str) -> None:
    """The result that was left for later."""
    await director.press(f"complete-{number}")
    await director.see("pending-outcome-resolved_immediately").check()
    await director.see("pending-disposition-information_given").check()
    await director.page.locator("#pending-note_to_citizen").fill(note)
    await director.press("complete-confirm")
    await expect(director.see("complete-dialog")).to_have_count(0)
    await expect(director.see(f"pending-{number}")).to_have_count(0)


async def seconds_left(person: Citizen | Director, testid: str = "countdown") -> int:
    """What a countdown shows."""
    await expect(person.see(testid)).to_be_visible()
    return int(await person.see(testid).get_attribute("data-seconds") or 0)
