"""The auditor: the record with filters and pages, a day as a file, and that it was read on record too."""

import csv
import io
import re

import pytest

from audiencia.administration import audit_log
from audiencia.core.actor import SYSTEM, staff_actor
from audiencia.core.ids import StaffId
from audiencia.privacy import audit, audit_compare, audit_seal
from audiencia.privacy.audit import Action
from audiencia.privacy.audit_chain import Finding, Flaw
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import account, join
from tests.support.page_browser import Browser, Seen

PASSWORD = "tapo7-rilu3-semi4-kado5"
PAGE = "/auditoria"


@pytest.fixture
async def auditor(browser: Browser, context: AppContext) -> Browser:
    await account(context, "auditoria", Role.AUDITOR, PASSWORD)
    assert (await browser.send("/entrar", {"username": "auditoria", "password": PASSWORD})).path == PAGE
    return browser


def ids(seen: Seen) -> list[int]:
    return [int(one) for one in re.findall(r'<td class="nums soft">(\d+)</td>', seen.text)]


async def test_newest_first_and_reading_it_is_on_record(context: AppContext, auditor: Browser) -> None:
    await join(context)
    seen = await auditor.get(PAGE)
    assert ids(seen) == sorted(ids(seen), reverse=True)
    rows = seen.text.split("<tbody>")[1]
    assert rows.index("Leyó el registro") < rows.index("Tomó un turno") and "Auditoria" in rows
    before = len(ids(seen))
    assert len(ids(await auditor.get(PAGE))) == before + 1


async def test_filters(context: AppContext, auditor: Browser) -> None:
    mesa = await account(context, "mesa", Role.MODERATOR, PASSWORD)
    await join(context)
    async with context.database.begin() as tx:
        await audit.record(tx.conn, staff_actor(mesa), Action.MOVED, ("ticket", "1"), why="other_department")
    seen = await auditor.get(f"{PAGE}?accion=joined")
    assert len(ids(seen)) == 1 and "Tomó un turno" in seen.text
    seen = await auditor.get(f"{PAGE}?personal={mesa}")
    assert len(ids(seen)) == 1 and "Mesa" in seen.text.split("<tbody>")[1]
    async with context.database.read() as conn:
        today = await conn.fetchval("SELECT (app_now() AT TIME ZONE $1)::date", context.municipality.timezone)
    assert len(ids(await auditor.get(f"{PAGE}?dia={today}"))) > 2
    seen = await auditor.get(f"{PAGE}?dia=2020-01-01")
    assert ids(seen) == [] and 'data-testid="no-entries"' in seen.text
    for wrong in ("accion=x", "personal=x", "dia=x", "dia=9999-12-31", "dia=0001-01-01", "hasta=-1"):
        assert (await auditor.get(f"{PAGE}?{wrong}")).status == 400


@pytest.mark.parametrize("order", ["-at", "at"])
async def test_pages_lose_nothing_while_entries_are_added(context: AppContext, auditor: Browser, order: str) -> None:
    async with context.database.begin() as tx:
        for number in range(120):
            await audit.record(tx.conn, SYSTEM, Action.MOVED, ("ticket", number), why="other_department")
    path, found, said = f"{PAGE}?accion=moved&orden={order}", list[int](), list[str]()
    while path:
        seen = await auditor.get(path)
        found += ids(seen)
        said += re.findall(r'data-testid="shown">([^<]+)<', seen.text)
        after = re.search(r'href="([^"]+)" rel="next"', seen.text)
        path = after[1].replace("&amp;", "&") if after else ""
        async with context.database.begin() as tx:
            await audit.record(tx.conn, SYSTEM, Action.MOVED, ("ticket", 0), why="other_department")
    assert len(found) == len(set(found)) == 120 and found == sorted(found, reverse=order == "-at")
    assert said == ["1–25 de 120", "26–50 de 120", "51–75 de 120", "76–100 de 120", "101–120 de 120"]
    assert 'data-testid="newest"' in seen.text and ids(await auditor.get(f"{PAGE}?pagina=99"))


async def test_a_long_record_is_not_counted_through(
    context: AppContext, auditor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_log, "COUNTED_FURTHER", 60)
    async with context.database.begin() as tx:
        for number in range(120):
            await audit.record(tx.conn, SYSTEM, Action.MOVED, ("ticket", number), why="other_department")
    said = [re.findall(r'data-testid="shown">([^<]+)<', (await auditor.get(f"{PAGE}?accion=moved&pagina={page}")).text)
            for page in (1, 4, 5)]  # fmt: skip
    assert said == [["1–25 de 60 o más"], ["76–100 de 120"], ["101–120 de 120"]]


async def test_a_day_as_a_file(context: AppContext, auditor: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_log, "READ_AT_ONCE", 3)
    await account(context, "formula", Role.MODERATOR, PASSWORD)
    async with context.database.begin() as tx:
        formula = await tx.conn.fetchval("UPDATE staff SET display_name = '=1+1' WHERE login = 'formula' RETURNING id")
        for number in range(8):
            await audit.record(
                tx.conn, staff_actor(StaffId(formula)), Action.MOVED, ("ticket", number), why="other_department"
            )
    seen = await auditor.get(f"{PAGE}/dia.csv")
    assert seen.status == 200 and re.search(r"auditoria-20\d\d-\d\d-\d\d\.csv", seen.headers["Content-Disposition"])
    rows = list(csv.DictReader(io.StringIO(seen.text.removeprefix("\ufeff"))))
    async with context.database.read() as conn:
        known = [row["id"] for row in await conn.fetch("SELECT id FROM audit ORDER BY id DESC")]
    assert [int(row["Entrada"]) for row in rows] == known
    assert rows[0]["Acción"] == "audit_read" and "'=1+1" in {row["Quién"] for row in rows}
    assert (await auditor.get(f"{PAGE}/dia.csv?dia=2020-01-01")).text.count("\n") == 1


async def test_nothing_personal_is_in_it(context: AppContext, auditor: Browser) -> None:
    await join(context, name="Zenaida Quetzalcóatl", matter="El farol parpadea")
    for path in (PAGE, f"{PAGE}/dia.csv"):
        assert "Zenaida" not in (seen := await auditor.get(path)).text and "farol" not in seen.text


async def test_the_auditor_sees_what_is_sealed_and_whether_it_holds(context: AppContext, auditor: Browser) -> None:
    assert "record-sealed" not in (await auditor.get(PAGE)).text
    sealer = audit_seal.Sealer(context.database, context.keyring)
    await sealer.turn()
    await audit_compare.compare_when_due(context.database, audit_seal.public_key(context.keyring))
    async with context.database.read() as conn:
        last = await audit_seal.newest(conn)
    seen = await auditor.get(PAGE)
    assert last is not None and f"Hasta el número {last.seq}, cada entrada está sellada" in seen.text
    assert "nada se cambió, se quitó, se agregó ni se movió" in seen.text and "record-bent" not in seen.text
    bent = audit_compare.Comparison(last.made_at, 3, (Finding(Flaw.CHANGED, 4, 17),))
    await audit_compare.note(context.database, bent)
    seen = await auditor.get(PAGE)
    assert 'data-testid="record-bent"' in seen.text and "La entrada 17 se cambió después de escribirse." in seen.text
