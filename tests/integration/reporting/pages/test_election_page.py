"""Election periods: set and lifted by an administrator, on the record, and in force on every public page."""

import csv
import json
from datetime import date, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from audiencia.core.ids import CommandId
from audiencia.directory import election_periods
from audiencia.queue.moderation import rooms
from audiencia.queue.sessions import sessions
from audiencia.queue.unit.commands import RoomCommand
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import account
from tests.support.open_sessions import execute, lived_through
from tests.support.page_browser import Browser, NewBrowser
from tests.unit.staff import grid

PASSWORD = "tapo7-rilu3-semi4-kado5"
PAGE = "/administracion/periodo-electoral"
DEPARTMENT, TOPIC = "servicios-publicos", "alumbrado"
"""A department whose directors can be asked for by name."""
FILLED = {
    "{department}": DEPARTMENT,
    "{topic}": TOPIC,
    "{language}": "es-MX",
    "{part}": "citizen",
    "{path}": "assets/file-0.js",
}
PUBLIC_PAGES = [
    one.split()[1]
    for one, roles in grid.read().items()
    if one.startswith("GET /") and Role.PUBLIC in roles and "{answer}" not in one
]
FILES = {
    "/cifras/datos.csv": "text/csv",
    "/cifras/datos.json": "application/json",
    "/cifras/peticiones.csv": "text/csv",
    "/cifras/peticiones.json": "application/json",
}


@pytest.fixture
async def administrator(context: AppContext, new_browser: NewBrowser) -> Browser:
    await account(context, "administracion", Role.ADMINISTRATOR, PASSWORD)
    one = await new_browser()
    assert (await one.send("/entrar", {"username": "administracion", "password": PASSWORD})).status == 200
    return one


async def today(context: AppContext) -> date:
    async with context.database.read() as conn:
        now = await conn.fetchval("SELECT app_now()")
    found: date = now.astimezone(ZoneInfo(context.municipality.timezone)).date()
    return found


async def officials(context: AppContext) -> list[str]:
    """Two directors whose rooms are open; gives the names of all directors."""
    for login in ("altamirano", "zepeda"):
        director = await account(context, login, Role.DIRECTOR, PASSWORD, DEPARTMENT)
        room_id = await rooms.room_of(context, director, DEPARTMENT)
        await rooms.open_room(context, RoomCommand(director, room_id, CommandId(uuid4())), {})
    async with context.database.read() as conn:
        return [row["display_name"] for row in await conn.fetch("SELECT * FROM staff WHERE role = 'director'")]


async def test_no_public_page_names_an_official_or_tells_of_achievements(
    context: AppContext, browser: Browser, administrator: Browser
) -> None:
    director = await account(context, "villavicencio", Role.DIRECTOR, PASSWORD, "obras-publicas")
    await lived_through(context, director, 12, 6, weeks_ago=1)
    await sessions.open_demo(context)
    names = await officials(context)
    assert "Altamirano" in (await browser.get(f"/unirse/{DEPARTMENT}/{TOPIC}")).text
    assert ">18</dd>" in (await browser.get("/cifras")).text
    day = await today(context)
    ends = day + timedelta(days=40)
    done = await administrator.send(PAGE, {"begins_on": str(day), "ends_on": str(ends)})
    assert done.status == 200 and 'data-testid="in-force"' in done.text
    for path in PUBLIC_PAGES:
        for name, value in FILLED.items():
            path = path.replace(name, value)
        seen = await browser.get(path, follow=False)
        assert not [name for name in names if name in seen.text], path
        assert ">18<" not in seen.text and "<img" not in seen.text, path
    page = await browser.get("/cifras")
    assert page.status == 200 and 'data-testid="suspended"' in page.text and str(ends.year) in page.text
    for path in FILES:
        refused = await browser.get(path)
        assert refused.status == 451 and 'data-testid="suspended"' in refused.text and ">18<" not in refused.text
    for path, kind in FILES.items():
        refused = await browser.get(path, headers={"Accept": "*/*"})
        assert (refused.status, refused.headers["Content-Type"]) == (451, f"{kind}; charset=utf-8")
        assert str(ends) in refused.text and "18" not in refused.text.replace(str(ends), "")
        rows = csv.DictReader(refused.text.splitlines())
        told = json.loads(refused.text) if kind == "application/json" else next(rows)
        assert (told["hasta"], str(told["suspendido"]).lower()) == (str(ends), "true")


async def test_it_begins_and_ends_at_midnight_and_can_be_lifted(context: AppContext, administrator: Browser) -> None:
    day = await today(context)
    tomorrow = day + timedelta(days=1)
    await administrator.send(PAGE, {"begins_on": str(tomorrow), "ends_on": str(tomorrow)})
    assert await election_periods.in_force_now(context) is None
    await execute(context, "UPDATE app_clock SET shift = shift + interval '1 day'")
    assert await election_periods.in_force_now(context) is not None
    (entry,) = await election_periods.entries(context)
    assert (entry.state, entry.set_by) == ("now", "Administracion")
    await administrator.send("/entrar", {"username": "administracion", "password": PASSWORD})  # 12 hours are over
    await administrator.post(f"{PAGE}/levantar", (await administrator.get(PAGE)).hidden | {"period": str(entry.id)})
    assert await election_periods.in_force_now(context) is None
    (entry,) = await election_periods.entries(context)
    assert (entry.state, entry.lifted_by) == ("lifted", "Administracion")
    async with context.database.read() as conn:
        noted = await conn.fetch(
            "SELECT action, actor_id, object_id FROM audit WHERE object_kind = 'election_period' ORDER BY id"
        )
    assert [row["action"] for row in noted] == ["election_set", "election_lifted"]
    assert len({row["actor_id"] for row in noted}) == 1 and {row["object_id"] for row in noted} == {str(entry.id)}
    again = await administrator.post(
        f"{PAGE}/levantar", (await administrator.get(PAGE)).hidden | {"period": str(entry.id)}
    )
    assert again.status == 404


@pytest.mark.parametrize(
    ("begins", "ends", "said"),
    [
        ("", "2027-06-06", "Escriba el primer día"),
        ("2027-06-06", "2027-06-05", "El último día es anterior al primero"),
        ("2027-06-06", "mañana", "Escriba el último día"),
    ],
)
async def test_slips_are_said_beside_the_field(administrator: Browser, begins: str, ends: str, said: str) -> None:
    seen = await administrator.send(PAGE, {"begins_on": begins, "ends_on": ends})
    assert seen.status == 400 and said in seen.text
    assert 'data-testid="in-force"' not in seen.text


async def test_a_form_that_is_sent_twice_sets_one_period(context: AppContext, administrator: Browser) -> None:
    day = str(await today(context))
    fields = (await administrator.get(PAGE)).hidden | {"begins_on": day, "ends_on": day}
    for _ in range(2):
        assert (await administrator.post(PAGE, fields)).status == 200
    assert len(await election_periods.entries(context)) == 1
