"""The figures of petitions for everybody: as the log of cases has them, and as they were, whatever becomes of a case afterwards."""

import csv
import io
import json
from collections import Counter
from uuid import UUID, uuid4

from audiencia.cases.use_cases import citizen, work
from audiencia.cases.use_cases.access import Desk
from audiencia.cases.use_cases.held import CaseCommand
from audiencia.core.ids import CaseId
from audiencia.privacy.retention.suppression import suppress
from audiencia.reporting import petition_figures
from audiencia.reporting.pages import petition_data
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import account
from tests.support.open_sessions import execute
from tests.support.page_browser import Browser
from tests.support.page_cases import send
from tests.support.petitioning import rows

PASSWORD = "tapo7-rilu3-semi4-kado5"
SENT = {
    ("obras-publicas", "baches"): 6, ("obras-publicas", "faenas"): 5, ("servicios-publicos", "poda"): 5,
    ("agua", "fugas"): 2, ("agua", "drenaje"): 6,
}  # fmt: skip
LATE = {"faenas", "drenaje"}
"""Answered when their term is over."""


async def set_day(context: AppContext, month: int, day: int) -> None:
    """Noon of this day of 2026, whose working days are known."""
    noon = f"make_timestamptz(2026, {month}, {day}, 12, 0, 0, 'America/Mexico_City')"
    await execute(context, f"UPDATE app_clock SET shift = {noon} - clock_timestamp(), since = clock_timestamp()")


async def command(context: AppContext, case_id: object) -> CaseCommand:
    """Of the desk that has the case, on the case as it is now."""
    (row,) = await rows(
        context,
        "SELECT case_file.version, department_id, slug FROM case_file JOIN department ON department.id = department_id"
        " WHERE case_file.id = $1",
        case_id,
    )
    login, slug = f"oficial-{row['slug']}", str(row["slug"])
    known = await rows(context, "SELECT id FROM staff WHERE login = $1", login)
    staff_id = known[0]["id"] if known else await account(context, login, Role.DIRECTOR, PASSWORD, slug)
    return CaseCommand(Desk(staff_id, login, row["department_id"]), CaseId(UUID(str(case_id))), row["version"])  # type: ignore[arg-type]


async def a_february(context: AppContext) -> dict[str, list[object]]:
    """Petitions of one month, with a complaint that is in no figure; gives the cases by topic."""
    await set_day(context, 2, 9)
    cases: dict[str, list[object]] = {}
    for (department, topic), people in SENT.items():
        for _ in range(people):
            folio = await send(context, department=department, topic=topic)
            cases.setdefault(topic, []).append(
                (await rows(context, "SELECT id FROM case_file WHERE folio = $1", folio))[0]["id"]
            )
    await send(context, kind="complaint", department="agua", topic="")
    await set_day(context, 2, 12)
    for topic, several in cases.items():
        for one in several if topic not in LATE else ():
            await work.answer(context, await command(context, one), "Listo.", "page")
    await set_day(context, 3, 31)
    for one in cases["faenas"]:
        await work.answer(context, await command(context, one), "Por fin.", "page")
    return cases


async def test_page_and_files_agree_with_the_log_and_never_change(context: AppContext, browser: Browser) -> None:
    cases = await a_february(context)
    await set_day(context, 4, 14)
    told = list(petition_data.table(await petition_figures.published(context)))
    in_time: Counter[object] = Counter()
    for row in await rows(
        context,
        "SELECT topic.slug, min(case_event.at) FILTER (WHERE case_event.kind = 'answered')"
        " <= case_file.due_on + interval '30 hours' AS in_time FROM case_event"
        " JOIN case_file ON case_file.id = case_id JOIN topic ON topic.id = topic_id GROUP BY case_file.id, topic.slug",
    ):
        in_time[row["slug"]] += bool(row["in_time"])
    assert in_time == {"baches": 6, "poda": 5, "fugas": 2, "faenas": 0, "drenaje": 0}
    (month, quarter) = (
        {(row["area"], row["tema"]): row for row in told if row["periodo"][4:] == end} for end in ("-02", "-T1")
    )
    assert {of: (row["recibidas"], row["contestadas_en_plazo"]) for of, row in month.items()} == {
        ("obras-publicas", "todos"): (11, 6), ("servicios-publicos", "todos"): (5, None), ("agua", "todos"): (8, None),
        ("todas", "todos"): (24, 13),
    }  # fmt: skip
    assert {of for of, row in quarter.items() if row["recibidas"] is None} == {("agua", "fugas"), ("agua", "drenaje")}
    assert quarter["obras-publicas", "faenas"]["recibidas"] == 5

    page = (await browser.get("/cifras/peticiones")).text
    assert '<dd data-testid="received">24</dd>' in page and '<dd data-testid="percent">54 %</dd>' in page
    assert (
        'data-testid="topics"'
        in (await browser.get(f"/cifras/peticiones?periodo={quarter['todas', 'todos']['periodo']}")).text
    )
    written = (await browser.get("/cifras/peticiones.csv")).text
    read = list(csv.DictReader(io.StringIO(written)))
    assert [row["recibidas"] for row in read] == [
        "*" if row["recibidas"] is None else str(row["recibidas"]) for row in told
    ]
    assert json.loads((await browser.get("/cifras/peticiones.json")).text)["filas"] == told
    assert (await browser.get("/cifras/peticiones?periodo=2020-01")).status == 404

    await citizen.reopen(context, CaseId(UUID(str(cases["faenas"][0]))), "not_done", "", uuid4())
    await work.answer(context, await command(context, cases["faenas"][0]), "Otra vez.", "page")
    await work.turn(context, await command(context, cases["drenaje"][0]), "obras-publicas", "other_department")
    (person,) = await rows(context, "SELECT person_id FROM case_file WHERE id = $1", cases["baches"][0])
    async with context.database.begin() as tx:
        await suppress(tx.conn, context.keyring, person["person_id"], "withdrawn")  # type: ignore[arg-type]
    assert list(petition_data.table(await petition_figures.published(context))) == told
