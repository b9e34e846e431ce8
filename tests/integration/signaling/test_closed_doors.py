"""Whoever may not come in now is told why, and nothing is written: unknown topics, closed jornadas, incomplete forms."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from audiencia.simulation.trouble import Refused
from tests.integration.signaling.refusals import refused
from tests.support.audience import CONTACT, MATTER, NAME, Audience, People

LINE = """ WHERE department_id = (SELECT id FROM department WHERE slug = 'agua')
    AND session_id IN (SELECT id FROM session WHERE state = 'open')"""
"""Of the jornada that goes on: the same line of the planned one, in which nobody is, would close by itself."""


@pytest.mark.parametrize(
    ("department", "topic", "code"),
    [
        ("agua", "no-such", "unknown_topic"),
        ("no-such", "fugas", "unknown_department"),
        ("agua", "baches", "unknown_topic"),
    ],
)
async def test_an_unknown_topic_takes_no_number(
    audience: Audience, people: People, department: str, topic: str, code: str
) -> None:
    async with refused(audience, code):
        await (await people.visitor()).join(department, topic, name=NAME, matter=MATTER)


@pytest.mark.parametrize(
    ("table", "state", "code"),
    [
        ("session", "closing", "session_closed"),
        ("session", "closed", "session_closed"),
        ("session", "planned", "session_not_open_yet"),
        ("queue", "draining", "queue_closed"),
        ("queue", "closed", "queue_closed"),
    ],
)
async def test_when_closed_nobody_takes_a_number(
    audience: Audience, people: People, table: str, state: str, code: str
) -> None:
    visitor = await people.visitor()
    await people.citizen("agua")  # a line that drains closes by itself once nobody is in it
    async with put_to(audience, table, state), refused(audience, code):
        await visitor.join("agua", "fugas", name=NAME, matter=MATTER, contact=CONTACT)


async def test_without_a_jornada_no_director_comes_in_and_one_may_try_again(audience: Audience, people: People) -> None:
    director = await people.director("bienestar", connect=False)
    async with put_to(audience, "session", "planned"):
        with pytest.raises(Refused, match="session_closed"):
            await director.connect()
    view = await director.connect()
    assert view.room.state == "closed"


@asynccontextmanager
async def put_to(audience: Audience, table: str, state: str) -> AsyncIterator[None]:
    """The jornadas (the planned one too) or a queue in another state for a while; far from the clock's own reach."""
    times = "lobby_at = app_now() + interval '1 day', opens_at = app_now() + interval '2 days', closes_at = app_now() + interval '3 days'"
    kept = await audience.rows("SELECT lobby_at, opens_at, closes_at, id, state FROM session")
    await audience.force(f"UPDATE {table} SET state = '{state}'" + (f", {times}" if table == "session" else LINE))
    try:
        yield
    finally:
        if table == "queue":
            await audience.force("UPDATE queue SET state = 'open'")
        else:
            await audience.force(
                *[f"UPDATE session SET state = '{one['state']}' WHERE id = {one['id']}" for one in kept]
            )
        for one in kept:
            *times_and_id, _ = one.values()
            await audience.execute(
                "UPDATE session SET lobby_at = $1, opens_at = $2, closes_at = $3 WHERE id = $4", *times_and_id
            )


async def test_a_form_that_is_not_complete_takes_no_number(audience: Audience, people: People) -> None:
    visitor = await people.visitor()
    path = "/unirse/agua/fugas"
    form = await visitor.browser.get(path)
    good = {**form.hidden, "read_notice": "yes", "name": NAME, "matter": MATTER}
    good |= {box: "yes" for box in form.boxes if box.startswith("consent_")}
    before = await audience.fingerprint()
    for change, status in BAD_FORMS:
        page = await visitor.browser.post(path, change(dict(good)))
        assert page.status == status, page.code
    assert await audience.fingerprint() == before
    assert (await visitor.browser.post(path, good)).status == 303


def without(*names: str) -> Callable[[dict[str, str]], dict[str, str]]:
    """The form without these fields."""
    return lambda form: {name: value for name, value in form.items() if name not in names}


def changed(**values: str) -> Callable[[dict[str, str]], dict[str, str]]:
    """The form with other values."""
    return lambda form: form | values


BAD_FORMS: list[tuple[Callable[[dict[str, str]], Any], int]] = [
    (without("csrf"), 403),
    (changed(csrf="A" * 32), 403),
    (without("read_notice"), 400),
    (without("consent_attention"), 400),
    (without("submission_id"), 400),
    (without("name"), 400),
    (changed(name="  \t "), 400),
    (changed(name="x" * 121), 400),
    (changed(matter=""), 400),
    (changed(matter="x" * 301), 400),
    (changed(contact="x" * 121), 400),
    (changed(adjustment="no_such"), 400),
    (changed(submission_id="1"), 400),
    (changed(notice_hash="0" * 64), 409),
    (changed(matter="x" * 40_000), 413),
]
