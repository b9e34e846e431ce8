"""Situations that many tests begin with, and what time would bring about."""

from collections.abc import Sequence

from tests.support.audience import Audience, People
from tests.support.citizen_client import CitizenClient
from tests.support.director_client import DirectorClient


async def begin_call(citizen: CitizenClient, director: DirectorClient) -> None:
    """The citizen is called, who must be next, and answers."""
    await director.call_next()
    await citizen.wait_state("called")
    await citizen.accept()
    await director.wait_room("in_call")


async def open_desk(people: People, department: str, login: str | None = None) -> DirectorClient:
    """A director whose room is open."""
    director = await people.director(department, login)
    await director.open_room()
    return director


async def talking(people: People, department: str) -> tuple[CitizenClient, DirectorClient]:
    """Two who talk."""
    citizen, director = await people.citizen(department), await open_desk(people, department)
    await begin_call(citizen, director)
    return citizen, director


async def no_answer(audience: Audience, citizen: CitizenClient, director: DirectorClient, leads_to: str) -> None:
    """The time to answer the call passes."""
    await audience.execute("UPDATE reservation SET answer_until = app_now() WHERE ended_at IS NULL")
    await citizen.wait_state(leads_to)
    await director.wait_room("available")


async def connection_drops(audience: Audience, citizen: CitizenClient) -> None:
    """The citizen's page is gone in the call for so long that it counts."""
    number = citizen.view.ticket.number
    await citizen.line.close()
    await audience.until_row("SELECT 1 FROM ticket WHERE number = $1 AND NOT connected", number)
    await audience.execute(
        "UPDATE ticket SET disconnected_at = app_now() - interval '1 hour' WHERE number = $1", number
    )
    await audience.until_row("SELECT 1 FROM ticket WHERE number = $1 AND state = 'reconnecting'", number)


def place(citizen: CitizenClient) -> int:
    """The place in the newest view."""
    assert citizen.view.line is not None
    return citizen.view.line.place


def reads(citizen: CitizenClient, words: str) -> bool:
    """Whether the history in the newest view says so."""
    return any(words in one.text for one in citizen.view.history)


async def will_read(citizen: CitizenClient, words: str) -> None:
    """The history says so."""
    await citizen.wait_for(lambda view: any(words in one.text for one in view.history), words)


async def all_asked(citizens: Sequence[CitizenClient]) -> None:
    """Each has been asked whether they are ready."""
    for one in citizens:
        await one.wait_state("ready_check")
