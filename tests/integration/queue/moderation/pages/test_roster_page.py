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
