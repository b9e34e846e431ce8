"""One whole visit by the headless clients alone, and what is left of it in the database."""

import asyncio
import re
from datetime import date

import redis.asyncio as redis

from tests.support.audience import CONTACT, MATTER, NAME, Audience, People
from tests.support.media_client import MediaClient
from tests.support.stage import Stage

COUNT = re.compile(r"audiencia:[0-9a-f-]{36}:count:[0-9a-f]{32,64}")
"""How often somebody did something, under a keyed hash."""
NOTE, INTERNAL = "Traiga su recibo más reciente", "Pidió hablar con la síndica"
STEP, PLACE = "Recoger el plano lacrado", "Ventanilla siete"


async def test_a_citizen_joins_waits_is_called_talks_and_leaves_with_an_outcome(
    audience: Audience, people: People
) -> None:
    citizen = await people.citizen("obras-publicas")
    assert citizen.view.line is not None
    assert citizen.view.line.place == 1
    director = await people.director("obras-publicas")
    async with Stage(citizen) as seen, Stage(director) as desk:
        await director.open_room()
        assert await director.call_next() == citizen.view.ticket.number
        await citizen.wait_state("called")
        await asyncio.gather(seen.connect(), desk.connect())
        await citizen.accept()
        await director.wait_room("in_call")
        await asyncio.gather(talk(seen.media, desk.media, b"citizen"), talk(desk.media, seen.media, b"director"))
        await director.add_next_step(STEP, place=PLACE, due=date(2026, 12, 1))
        await citizen.wait_for(lambda view: bool(view.next_steps), "a next step")
        await director.end_call()
        await citizen.wait_state("wrap_up")
    await director.record_outcome("in_process", note_to_citizen=NOTE, note_internal=INTERNAL)
    view = await citizen.wait_state("served")
    assert view.outcome is not None
    assert view.outcome.note == NOTE
    await follow_page_shows_it(people, view.folio, view.pin)
    await nothing_personal_is_readable(audience, view.folio)


async def talk(source: MediaClient, viewer: MediaClient, mark: bytes) -> None:
    """Sends sound and picture until the other side has both."""
    source.send("microphone", mark)
    source.send("camera", mark)
    await viewer.wait(lambda: all(viewer.slots[slot].by_mark.get(mark, 0) > 5 for slot in ("audio0", "video0")))


async def follow_page_shows_it(people: People, folio: str, pin: str) -> None:
    """From another browser that holds no ticket."""
    page = await (await people.visitor()).follow(folio, pin)
    assert page.status == 200
    for words in (folio, NOTE, STEP, PLACE):
        assert words in page.text
    assert INTERNAL not in page.text


async def nothing_personal_is_readable(audience: Audience, folio: str) -> None:
    """Neither in a table, with its binary columns read as text, nor in a log; and Valkey keeps counts under keyed hashes alone.

    The folio is no secret: that it is found shows that the search sees the rows.
    """
    folio_seen = False
    # Services are the directory's and its history's, which speaks of street lamps too.
    tables = await audience.rows(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename !~ '^(service|catalogue_change)'"
    )
    assert len(tables) > 15
    for table in tables:
        for row in await audience.rows(f"SELECT * FROM {table['tablename']}"):
            text = " ".join(_readable(value) for value in row.values())
            assert not found_in(text), table
            folio_seen = folio_seen or folio in text
    assert folio_seen
    for log in audience.log_folder.glob("*.log"):
        assert not found_in(log.read_text("utf-8", errors="replace")), log
    async with redis.from_url(str(audience.settings.redis_url), decode_responses=True) as valkey:
        kept = {str(key): await valkey.get(key) for key in await valkey.keys("*")}
    # One whose time ended in between is None.
    assert not {key: one for key, one in kept.items() if not (COUNT.fullmatch(key) and (one is None or one.isdigit()))}


def found_in(text: str) -> list[str]:
    """Which of the words that were typed in confidence stand in this text."""
    words = [NAME, MATTER, CONTACT, NOTE, INTERNAL, STEP, PLACE, *NAME.split(), "farol", "síndica", "lacrado"]
    return [one for one in words if one in text]


def _readable(value: object) -> str:
    return value.decode("utf-8", errors="replace") if isinstance(value, bytes) else str(value)
