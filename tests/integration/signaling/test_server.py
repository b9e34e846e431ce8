"""What a node does every few seconds: appointments lapse right after it looked at the clock, whatever keeps sessions."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from audiencia.core.errors import Unavailable
from audiencia.queue.booking.check_in import Unused
from audiencia.queue.sessions.clock import ClockLook
from audiencia.queue.store import store
from audiencia.signaling.server import follow_clock
from tests.support.audience import until
from tests.support.scenery import Scenery
from tests.support.tuesdays import Week

STATE = "SELECT state FROM ticket WHERE id = $1"


@pytest.fixture
def week(make_jornada: Callable[[], str], tmp_path: Path) -> Iterator[Week]:
    """The Wednesday before."""
    scenery = Scenery(make_jornada(), tmp_path / "keys")
    try:
        yield Week(scenery)
    finally:
        scenery.close()


def test_appointments_lapse_before_sessions_follow_the_clock(week: Week) -> None:
    context, ticket_id = week.scene.context, week.book("10:00")
    week.set_clock(week.session["day"], "10:11")
    unused = Unused(context, week.moment("09:00"))

    async def follow_while_a_command_holds_the_session() -> None:
        async with context.database.begin() as tx:
            await store.lock_session(tx, week.session["id"])
            following = asyncio.create_task(follow_clock(context, ClockLook(context), unused))

            async def lapsed() -> bool:
                return following.done() or (await week.scene.ask(STATE, ticket_id))[0]["state"] == "lapsed"

            await until(lapsed, "the appointment lapses")
            assert not following.done()
        await following

    week.scene.run(follow_while_a_command_holds_the_session())
    assert week.state(ticket_id) == "lapsed"
    assert _session(week) == "open"


class Failing(Unused):
    """Finds no database."""

    async def lapse(self) -> int:
        raise Unavailable


def test_sessions_follow_the_clock_although_appointments_fail(week: Week) -> None:
    context = week.scene.context
    week.set_clock(week.session["day"], "10:11")
    week.scene.run(follow_clock(context, ClockLook(context), Failing(context)))
    assert _session(week) == "open"


def _session(week: Week) -> str:
    found: str = week.scene.find("SELECT state FROM session WHERE id = $1", week.session["id"])[0]["state"]
    return found
