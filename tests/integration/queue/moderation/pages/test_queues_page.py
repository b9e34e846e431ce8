"""Lines that are full, closed, paused or late: said before anything is written, with what to do instead."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from audiencia.core.ids import QueueId
from audiencia.http.site import SITE
from audiencia.runtime.context import AppContext, InForce
from audiencia.staff.roles import Role
from tests.integration.queue.joining.pages.test_join_page import FILLED, FORM, rows
from tests.support.contexts import DEPARTMENT, account, join
from tests.support.forecasts import Soothsayer
from tests.support.page_browser import Browser
from tests.support.page_fixtures import OpenSite

OF_DEPARTMENT = "FROM department WHERE department.id = queue.department_id AND slug = 'obras-publicas'"


async def put(context: AppContext, change: str) -> None:
    """The queue of public works as a moderator or time would leave it."""
    async with context.database.begin() as tx:
        await tx.conn.execute(f"UPDATE queue SET {change} {OF_DEPARTMENT}")


@pytest.mark.parametrize(
    ("changes", "code", "tag"),
    [
        (["cap = 0"], "queue_full", "line-full"),
        (["state = 'draining'"], "queue_closed", "line-closed"),
        (["state = 'closed'"], "queue_closed", "line-closed"),
    ],
)
async def test_what_to_do_instead(
    browser: Browser, context: AppContext, changes: list[str], code: str, tag: str
) -> None:
    form = await browser.get(FORM)
    for change in changes:
        await put(context, change)
    areas = (await browser.get("/areas")).text
    assert areas.count(f'data-testid="{tag}"') == 1
    assert 'data-testid="line-notice"' in (await browser.get("/areas/obras-publicas")).text
    for seen in (await browser.get(FORM), await browser.post(FORM, form.hidden | FILLED)):
        assert (seen.status, seen.code) == (409, code)
        assert "tel:5500000000" in seen.text and "/areas/agua" in seen.text and "/areas/obras-publicas" not in seen.text
        assert re.search(r'data-testid="next-session">martes \d+ de \w+ de \d{4}, 10:00<', seen.text)
    assert await rows(context, "person") == 0


async def test_a_program_reads_the_code(browser: Browser, context: AppContext) -> None:
    await put(context, "cap = 0")
    seen = await browser.get(FORM, {"Accept": "application/json"})
    assert seen.status == 409 and '"queue_full"' in seen.text


async def test_a_paused_line_takes_people_and_says_until_when(browser: Browser, context: AppContext) -> None:
    await put(context, "state = 'paused', paused_reason = 'break', paused_until = timestamptz '2026-12-01 18:30+00'")
    areas = (await browser.get("/areas")).text
    assert areas.count('data-testid="line-paused"') == 1 and "En receso hasta las 12:30" in areas
    form = await browser.get(FORM)
    assert 'data-testid="line-paused-notice"' in form.text
    assert (await browser.post(FORM, form.hidden | FILLED)).path == "/turno"


async def test_late_lines_are_said_in_time(open_site: OpenSite, context: AppContext) -> None:
    async with context.database.read() as conn:
        queue_id = await conn.fetchval(f"SELECT queue.id {OF_DEPARTMENT.replace('FROM', 'FROM queue,')}")
        closes_at: datetime = await conn.fetchval("SELECT closes_at FROM session")
    server = await open_site()
    seer = Soothsayer(QueueId(queue_id), closes_at - timedelta(minutes=31))
    site = server.app[SITE]
    object.__setattr__(site, "context", replace(site.context, forecaster=seer))
    async with Browser(server.make_url("/")) as browser:
        assert "line-unsure" not in (await browser.get("/areas")).text
        seer.when = closes_at - timedelta(minutes=29)
        assert (await browser.get("/areas")).text.count('data-testid="line-unsure"') == 1
        form = await browser.get(FORM)
        assert form.status == 200 and 'data-testid="line-notice"' in form.text and "tel:5500000000" in form.text
        seer.when = closes_at + timedelta(seconds=1)
        for seen in (await browser.get(FORM), await browser.post(FORM, form.hidden | FILLED)):
            assert (seen.status, seen.code) == (409, "too_late_today")
        seer.when = closes_at - timedelta(minutes=29)
        assert (await browser.post(FORM, form.hidden | FILLED)).path == "/turno"


async def test_a_director_can_be_asked_for_where_it_is_allowed(open_site: OpenSite, context: AppContext) -> None:
    allowed = tuple(
        one.model_copy(update={"ask_for_director": one.slug == DEPARTMENT}) for one in context.municipality.departments
    )
    server = await open_site()
    site = server.app[SITE]
    municipality = context.municipality.model_copy(update={"departments": allowed})
    object.__setattr__(site, "context", replace(site.context, in_force=InForce(municipality)))
    async with context.database.begin() as tx:  # before the opening, rooms are not open yet
        await tx.conn.execute(
            "ALTER TABLE session DISABLE TRIGGER session_transition; UPDATE session SET state = 'lobby'"
        )
    async with Browser(server.make_url("/")) as browser:
        first = await account(context, "ana", Role.DIRECTOR, "x", DEPARTMENT)
        assert "wanted_director" not in (await browser.get(FORM)).text  # nobody to choose from
        await account(context, "beto", Role.DIRECTOR, "x", DEPARTMENT)
        form = await browser.get(FORM)
        assert form.text.count('type="radio"') == 3 and "Ana" in form.text and "wanted_director" in form.text
        assert "wanted_director" not in (await browser.get("/unirse/agua/fugas")).text
        for nobody in ("999", "x", "-1", str(2**40)):
            wrong = await browser.post(FORM, form.hidden | FILLED | {"wanted_director": nobody})
            assert wrong.status == 400 and 'id="wanted_director-error"' in wrong.text
        await browser.post(FORM, form.hidden | FILLED | {"wanted_director": str(first)})
    async with Browser(server.make_url("/")) as browser:
        await browser.send(FORM, FILLED | {"contact": "", "wanted_director": ""})
    async with context.database.read() as conn:
        found = await conn.fetch("SELECT wanted_director FROM ticket ORDER BY number")
    assert [row["wanted_director"] for row in found] == [first, None]


async def test_an_interpreter_who_is_not_here_is_said(browser: Browser, context: AppContext) -> None:
    hint = 'id="adjustment-sign_language-hint"'
    assert hint not in (await browser.get(FORM)).text
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE interpreter SET present = false WHERE helps_with = 'sign_language'")
    assert hint in (await browser.get(FORM)).text


async def test_an_interpreter_whom_nobody_has_is_not_promised(browser: Browser, context: AppContext) -> None:
    async with context.database.begin() as tx:
        await tx.conn.execute("DELETE FROM interpreter WHERE helps_with = 'sign_language'")
    seen = await browser.get(FORM)
    assert 'id="adjustment-sign_language-hint"' in seen.text
    assert "Todavía no tenemos" in seen.text


async def test_before_any_jornada_the_next_one_is_named(browser: Browser, context: AppContext) -> None:
    async with context.database.begin() as tx:
        await tx.conn.execute("ALTER TABLE session DISABLE TRIGGER session_transition")
        await tx.conn.execute(
            "UPDATE session SET state = 'planned', lobby_at = $1, opens_at = $1, closes_at = $2",
            datetime(2030, 1, 8, 16, 0, tzinfo=UTC),
            datetime(2030, 1, 8, 20, 0, tzinfo=UTC),
        )
    seen = await browser.get(FORM)
    assert (seen.status, seen.code) == (409, "session_not_open_yet")
    assert "martes 8 de enero de 2030, 10:00" in seen.text
    assert (await browser.get("/areas")).status == 200


async def test_how_many_wait_is_on_the_departments_page(browser: Browser, context: AppContext) -> None:
    await join(context)
    await join(context)
    assert "2 personas" in (await browser.get("/areas/obras-publicas")).text
