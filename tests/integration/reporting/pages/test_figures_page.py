"""The page of figures: as an independent count of the log has them, never mixed, and with nothing small in it."""

import csv
import io
import statistics
from collections import Counter, defaultdict
from datetime import datetime, timedelta

import pytest

from audiencia.core.ids import AttentionId, SessionId
from audiencia.followup import feedback
from audiencia.privacy.small_cells import Counts, suppress
from audiencia.queue.call.conclude import Outcome
from audiencia.reporting import figures
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import account, attend, join
from tests.support.page_browser import Browser

PASSWORD = "tapo7-rilu3-semi4-kado5"
IMMEDIATE = Outcome("resolved_immediately", "information_given", "", "")
IN_PROCESS = Outcome("in_process", "inspection", "", "")


@pytest.fixture
async def office(browser: Browser, context: AppContext) -> Browser:
    await account(context, "comunicacion", Role.COMMUNICATION, PASSWORD)
    assert (await browser.send("/entrar", {"username": "comunicacion", "password": PASSWORD})).path == "/comunicacion"
    return browser


async def execute(context: AppContext, statement: str, *values: object) -> None:
    async with context.database.begin() as tx:
        await tx.conn.execute(statement, *values)


async def lived_through(context: AppContext) -> list[AttentionId]:
    """A day in one department: ten with an immediate answer, six in process; one of the ten says that it was not resolved."""
    director = await account(context, "obras", Role.DIRECTOR, PASSWORD, "obras-publicas")
    people = [await join(context) for _ in range(16)]
    for at in range(16):
        await execute(context, "UPDATE app_clock SET shift = shift + interval '3 minutes'")
        await attend(context, director, IMMEDIATE if at < 10 else IN_PROCESS)
    for one in people[:6]:
        await feedback.say_resolved_of(context, one, True)
    await feedback.say_resolved_of(context, people[6], False)
    await join(context)  # still waits
    return people


async def recounted(context: AppContext) -> tuple[Counter[str], list[float]]:
    """People by what became of them, and their waits in minutes, from the log of events alone."""
    async with context.database.read() as conn:
        rows = await conn.fetch(
            "SELECT ticket_id, kind, reason, to_state, at FROM event WHERE ticket_id IS NOT NULL ORDER BY id"
        )
    of_each: dict[object, list[tuple[str, str, str, datetime]]] = defaultdict(list)
    for row in rows:
        of_each[row["ticket_id"]].append((row["kind"], row["reason"], row["to_state"], row["at"]))
    found: Counter[str] = Counter()
    waits = []
    for entries in of_each.values():
        began = next(at for kind, *_, at in entries if kind == "joined")
        called = [at for kind, *_, at in entries if kind == "called"]
        if called:
            waits.append((called[0] - began) / timedelta(minutes=1))
        recorded = [reason for kind, reason, *_ in entries if kind == "outcome_recorded"]
        said = [reason for kind, reason, *_ in entries if kind == "said"]
        if recorded:
            immediate = recorded[-1] == "resolved_immediately" and said[-1:] != ["not_resolved"]
            found["immediate" if immediate else "in_process"] += 1
            found["confirmed"] += immediate and said[-1:] == ["resolved"]
    return found, waits


async def test_they_agree_with_the_log(context: AppContext, office: Browser) -> None:
    await lived_through(context)
    counted, waits = await recounted(context)
    assert counted == Counter(immediate=9, in_process=7, confirmed=6)
    found = await figures.figures(context)
    assert found is not None
    row = next(one for one in found.rows if one.department and one.department.en == "Public Works")
    assert (row.shown.attended, row.shown.immediate, row.shown.in_process) == (16, 9, 7)
    assert row.shown.percent == round(100 * 9 / 16)
    assert row.shown.confirmed is None  # three have said nothing
    assert row.wait == found.total.wait == figures.Wait(round(statistics.median(waits)), round(sorted(waits)[12]))
    assert row.wait.p80_min == 39
    assert found.total.shown == suppress([Counts(6, 3, 7), *[Counts()] * (len(found.rows) - 1)])[1]
    page = await office.get("/comunicacion")
    assert page.status == 200 and 'data-testid="preliminary"' in page.text and 'data-testid="is-demo"' in page.text
    assert "56\N{NO-BREAK SPACE}%" in page.text and "resueltos" not in page.text


async def test_how_people_were_served_is_an_average_of_five_or_more(context: AppContext, office: Browser) -> None:
    people = await lived_through(context)
    for one in people[:4]:
        await feedback.rate_of(context, one, 5)
    assert 'data-testid="rated"' not in (await office.get("/comunicacion")).text
    await feedback.rate_of(context, people[4], 2)
    assert "5 personas dijeron cómo se les atendió: en promedio 4.4 de 5" in (await office.get("/comunicacion")).text


async def test_the_file_says_the_same(context: AppContext, office: Browser) -> None:
    await lived_through(context)
    seen = await office.get("/comunicacion/cifras.csv")
    assert seen.status == 200 and seen.headers["Content-Type"].startswith("text/csv")
    assert "-demo.csv" in seen.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(seen.text.removeprefix("\ufeff"))))
    works = next(row for row in rows if row["Área"] == "Obras Públicas")
    assert (works["Personas atendidas"], works["En proceso"], works["Confirmadas por la persona"]) == ("16", "7", "*")
    assert (works["Tipo"], works["Estado"]) == ("demostración", "preliminar")
    assert rows[-1]["Área"] == "Todas"


async def test_small_figures_are_nowhere(context: AppContext, office: Browser) -> None:
    director = await account(context, "obras", Role.DIRECTOR, PASSWORD, "obras-publicas")
    for outcome in (IMMEDIATE, IMMEDIATE, IN_PROCESS):
        await join(context)
        await attend(context, director, outcome)
    found = await figures.figures(context)
    assert found is not None and found.total.shown.attended is None and found.total.wait is None
    text = (await office.get("/comunicacion/cifras.csv")).text
    assert "67" not in text and ",3," not in text
    assert "se omite" in (await office.get("/comunicacion")).text


async def test_demonstrations_are_never_counted_with_real_sessions(context: AppContext, office: Browser) -> None:
    await lived_through(context)
    async with context.database.begin() as tx:
        real = SessionId(
            await tx.conn.fetchval(
                "INSERT INTO session (day, lobby_at, opens_at, closes_at, state) SELECT day - 7, lobby_at - interval '7 days',"
                " opens_at - interval '7 days', closes_at - interval '7 days', 'closed' FROM session RETURNING id"
            )
        )
        await tx.conn.execute("INSERT INTO queue (session_id, department_id) SELECT $1, id FROM department", real)
    found = await figures.figures(context)
    assert found is not None and found.jornada.id == real and found.final
    assert found.total.shown.attended == 0 and not found.jornada.demo
    page = await office.get("/comunicacion")
    assert 'data-testid="final"' in page.text and 'data-testid="is-demo"' not in page.text
    demo = next(one for one in await figures.jornadas(context) if one.demo)
    assert 'data-testid="is-demo"' in (await office.get(f"/comunicacion?jornada={demo.id}")).text
    named = await office.get(f"/comunicacion/cifras.csv?jornada={real}")
    assert "real" in named.text and "-demo" not in named.headers["Content-Disposition"]


async def test_they_are_final_once_nobody_can_say_anything_more(context: AppContext, office: Browser) -> None:
    await lived_through(context)
    await execute(context, "ALTER TABLE session DISABLE TRIGGER session_transition")
    await execute(context, "UPDATE session SET state = 'closed'")
    found = await figures.figures(context)
    assert found is not None and not found.final and found.settled_at is not None
    assert 'data-testid="preliminary"' in (await office.get("/comunicacion")).text
    await execute(
        context, "UPDATE attention SET outcome_at = outcome_at - interval '3 days' WHERE outcome_at IS NOT NULL"
    )
    found = await figures.figures(context)
    assert found is not None and found.final


@pytest.mark.parametrize("asked", ["x", "-1", "99999", "9" * 30, "٣"])
async def test_a_session_that_is_not_there(office: Browser, asked: str) -> None:
    for path in ("/comunicacion", "/comunicacion/cifras.csv"):
        assert (await office.get(f"{path}?jornada={asked}")).status == 404


async def test_before_the_first_session(context: AppContext, office: Browser) -> None:
    await execute(context, "TRUNCATE session CASCADE")
    assert 'data-testid="no-figures"' in (await office.get("/comunicacion")).text
    assert (await office.get("/comunicacion/cifras.csv")).status == 404
