"""Who attends on a day to come is said by an administrator, counts when the day begins, and can be taken back."""

import re
from uuid import uuid4

import pytest

from audiencia.core.ids import StaffId
from audiencia.queue.sessions import sessions
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import DEPARTMENT, account
from tests.support.page_browser import Browser, Seen

PASSWORD = "tapo7-rilu3-semi4-kado5"
PAGE = "/administracion/titulares"


@pytest.fixture
async def admin(context: AppContext, browser: Browser) -> Browser:
    await account(context, "admin", Role.ADMINISTRATOR, PASSWORD)
    await browser.send("/entrar", {"username": "admin", "password": PASSWORD})
    return browser


async def roster(context: AppContext) -> list[tuple[str, str, str | None]]:
    """Of the day that is planned."""
    async with context.database.read() as conn:
        rows = await conn.fetch(
            "SELECT login, part, reason FROM roster JOIN session ON session.id = session_id JOIN staff ON staff.id = staff_id "
            "WHERE state IN ('planned', 'lobby') AND NOT demo ORDER BY login"
        )
    return [tuple(row) for row in rows]


def form_of(seen: Seen, staff_id: StaffId) -> dict[str, str]:
    form = seen.text.split(f'data-testid="part-{staff_id}"')[1].split("</form>")[0]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))


async def test_who_attends_is_said_ahead_and_taken_back(context: AppContext, admin: Browser) -> None:
    assert 'data-testid="no-days"' in (await admin.get(PAGE)).text
    laura = await account(context, "laura", Role.DIRECTOR, PASSWORD, DEPARTMENT)
    await sessions.plan_next(context)
    page = await admin.get(PAGE)
    reason = re.findall(r'<option value="(away:[^"]+)"', page.text)[0]
    form = form_of(page, laura) | {"part": reason}
    for _ in range(2):  # sent twice it is one change
        seen = await admin.post(PAGE, form)
        assert seen.status == 200 and 'data-testid="done"' in seen.text, seen.text
    assert await roster(context) == [("laura", "away", reason.partition(":")[2])]
    late = await admin.post(PAGE, form | {"command_id": str(uuid4()), "part": "substitute"})
    assert late.status == 409 and 'data-testid="error-summary"' in late.text
    undo = seen.text.split('data-testid="change"')[1]
    assert seen.text.count('data-testid="change"') == 1
    await admin.post(PAGE, dict(re.findall(r'name="([^"]+)" value="([^"]*)"', undo)))
    assert await roster(context) == [("laura", "director", None)]
    async with context.database.read() as conn:
        kept = await conn.fetch("SELECT why FROM audit WHERE action = 'roster_set' ORDER BY id")
    assert [row["why"] for row in kept] == ["away", "director"]


async def test_what_cannot_be_is_refused(context: AppContext, admin: Browser) -> None:
    laura = await account(context, "laura", Role.DIRECTOR, PASSWORD, DEPARTMENT)
    helper = await account(context, "asis", Role.ASSISTANT, PASSWORD, DEPARTMENT)
    await sessions.plan_next(context)
    form = form_of(await admin.get(PAGE), laura)
    for changes, status in (
        ({"part": "away"}, 400),
        ({"part": "away:nada"}, 400),
        ({"part": "king"}, 400),
        ({"part": "substitute", "staff_id": str(helper)}, 404),
        ({"part": "substitute", "session": "99999"}, 409),
    ):
        seen = await admin.post(PAGE, form | {"command_id": str(uuid4())} | changes)
        assert seen.status == status, (changes, seen.status)
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE session SET state = 'closing' WHERE demo")
        await tx.conn.execute("UPDATE session SET state = 'lobby' WHERE NOT demo")
    began = await admin.post(PAGE, form | {"command_id": str(uuid4()), "part": "substitute"})
    assert began.status == 409
    assert {row[1] for row in await roster(context)} <= {"director"}


def listed(seen: Seen) -> list[int]:
    """Who stands in the list, in their order."""
    return [int(one) for one in re.findall(r'<tr data-testid="director-(\d+)"', seen.text)]


async def test_who_could_attend_is_searched_and_sorted_and_the_list_stays_so(
    context: AppContext, admin: Browser
) -> None:
    ana = await account(context, "ana", Role.DIRECTOR, PASSWORD, "agua")
    zoe = await account(context, "zoe", Role.DIRECTOR, PASSWORD, DEPARTMENT)
    await sessions.plan_next(context)
    assert listed(await admin.get(PAGE)) == [zoe, ana], "in the order of the departments"
    for query, expected in (
        ("orden=name", [ana, zoe]), ("orden=-name", [zoe, ana]), ("orden=-department", [ana, zoe]), ("q=AGUA", [ana]),
        ("q=zo%C3%A9", [zoe]), ("q=atiende", [zoe, ana]), ("q=zzz", []), ("orden=login&pagina=-1", [zoe, ana]),
        ("dia=x", [zoe, ana]), ("dia=999999", [zoe, ana]), ("pagina=99", [zoe, ana]),
    ):  # fmt: skip
        assert listed(await admin.get(f"{PAGE}?{query}")) == expected, query
    nothing = await admin.get(f"{PAGE}?q=zzz")
    assert 'data-testid="no-directors"' in nothing.text and f'href="{PAGE}" data-testid="whole-list"' in nothing.text
    searched = await admin.get(f"{PAGE}?q=agua&orden=name")
    saved = await admin.post(f"{PAGE}?q=agua&orden=name", form_of(searched, ana) | {"part": "substitute"})
    assert saved.path == f"{PAGE}?orden=name&q=agua&hecho=1" and listed(saved) == [ana]
    assert 'action="/administracion/titulares?orden=name&amp;q=agua"' in saved.text


async def test_each_day_has_its_own_list(context: AppContext, admin: Browser) -> None:
    laura = await account(context, "laura", Role.DIRECTOR, PASSWORD, DEPARTMENT)
    await sessions.plan_next(context)
    assert 'class="chip"' not in (await admin.get(PAGE)).text, "there is one day alone"
    columns = "state, demo, lobby_at, opens_at, closes_at"
    moved = "state, demo, lobby_at + interval '7 days', opens_at + interval '7 days', closes_at + interval '7 days'"
    async with context.database.begin() as tx:
        later = await tx.conn.fetchval(
            f"INSERT INTO session (day, {columns}) SELECT day + 7, {moved} FROM session WHERE state = 'planned' AND NOT demo RETURNING id"
        )
    seen = await admin.get(f"{PAGE}?dia={later}")
    assert seen.text.count('class="chip"') == 2 and form_of(seen, laura)["session"] == str(later)
    saved = await admin.post(f"{PAGE}?dia={later}", form_of(seen, laura) | {"part": "substitute"})
    assert saved.path == f"{PAGE}?dia={later}&hecho=1" and 'value="substitute" selected' in saved.text
    assert 'value="substitute" selected' not in (await admin.get(PAGE)).text
