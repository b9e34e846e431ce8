"""The figures for everybody: as an independent count of the log has them, on the page, in both files; real jornadas alone."""

import asyncio
import csv
import io
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

from audiencia.administration import catalogue
from audiencia.administration.catalogue import Edit
from audiencia.core.ids import CommandId
from audiencia.queue.booking import booking
from audiencia.queue.domain.calling_off import Answer, CalledOff, Why
from audiencia.queue.sessions import sessions
from audiencia.reporting import public_figures
from audiencia.reporting.pages import open_data
from audiencia.reporting.pages.open_data import AUDIENCE
from audiencia.reporting.pages.public_figures import TABLES
from audiencia.reporting.pages.shelf import Shelf
from audiencia.runtime.context import AppContext
from audiencia.settings.catalogue import Key, Kind
from audiencia.staff.roles import Role
from tests.support.contexts import account, attend, join, join_request
from tests.support.open_sessions import IMMEDIATE, execute, lived_through
from tests.support.page_browser import Browser
from tests.support.recount import Recount, recount

PASSWORD = "tapo7-rilu3-semi4-kado5"
NUMBERS = (
    "atendidas",
    "respuesta_inmediata",
    "porcentaje_inmediata",
    "confirmadas",
    "en_proceso",
    "pasan_a_otra_jornada",
)


async def two_weeks(context: AppContext) -> None:
    """An earlier one whose figures are all shown, last week's with something small in it, and a rehearsal that never counts."""
    director = await account(context, "obras", Role.DIRECTOR, PASSWORD, "obras-publicas")
    await lived_through(context, director, 12, 6, yes=5, no=1, waiting=5, weeks_ago=3)
    await lived_through(context, director, 7, 1, weeks_ago=2)
    await lived_through(context, director, 6, 0)


async def in_june(context: AppContext) -> None:
    """A Tuesday, so that jornadas of some weeks before are of the same year; the one that was open goes with its day."""
    await sessions.end_demo(context)
    june = "'2026-06-16T18:00Z'::timestamptz"
    await execute(context, f"UPDATE app_clock SET shift = {june} - clock_timestamp(), since = clock_timestamp()")


async def final(context: AppContext) -> None:
    """Two days later nobody can say any more whether it was resolved."""
    await execute(context, "UPDATE app_clock SET shift = shift + interval '49 hours'")


async def recounted(context: AppContext) -> dict[str, Recount]:
    """By week, from the log alone; what was called off never came about."""
    async with context.database.read() as conn:
        events = await conn.fetch("SELECT * FROM event ORDER BY id")
        counted = recount(events)
        off = {one["session_id"] for one in events if (one["kind"], one["reason"]) == ("session_state", "called_off")}
        real = {
            row["id"]: row["day"]
            for row in await conn.fetch("SELECT * FROM session")
            if not row["demo"] and row["id"] not in off
        }
    found: dict[str, Recount] = {}
    for (session_id, _), one in counted.items():
        if session_id in real:
            week = str(real[session_id] - timedelta(days=real[session_id].weekday()))
            found[week] = found.get(week, Recount()) + one
    return found


async def test_page_and_files_agree_with_the_log(context: AppContext, browser: Browser) -> None:
    await in_june(context)
    await two_weeks(context)
    early = [
        row
        for row in open_data.table(await public_figures.published(context))
        if row["periodo"] == "semana" and row["area"] == "todas"
    ]
    assert [(row["atendidas"], row["en_proceso"], row["estado"]) for row in early] == [
        (18, None, "preliminar"),
        (8, None, "preliminar"),
    ]
    await final(context)
    counted = await recounted(context)
    (earlier, full), (later, small) = sorted(counted.items())
    assert (full.attended, full.immediate, full.confirmed, full.in_process, full.carried_over) == (18, 11, 5, 7, 5)
    assert (small.attended, small.in_process) == (8, 1)

    seen = await browser.get("/cifras/datos.csv")
    assert seen.status == 200 and seen.headers["Content-Type"] == "text/csv; charset=utf-8"
    every = list(csv.DictReader(io.StringIO(seen.text)))
    assert list(every[0]) == [one.name for one in AUDIENCE.fields]
    rows = [row for row in every if row["periodo"] == "semana"]
    in_all = {row["semana"]: row for row in rows if row["area"] == "todas"}
    works = {row["semana"]: row for row in rows if row["area"] == "obras-publicas"}
    assert in_all.keys() == counted.keys()
    told = [str(value) for value in (full.attended, full.immediate, full.percent, full.confirmed, full.in_process, 5)]
    for row in (in_all[earlier], works[earlier]):
        assert [row[name] for name in NUMBERS] == told
        assert row["espera_mediana_min"] == str(full.median_min)
        assert row["estado"] == "definitiva"
    assert [in_all[later][name] for name in NUMBERS] == ["8", "*", "*", "*", "*", "0"]
    idle = next(row for row in rows if row["area"] == "agua" and row["semana"] == earlier)
    assert (idle["atendidas"], idle["porcentaje_inmediata"], idle["espera_mediana_min"]) == ("0", "", "")

    # Of the results of the later week nothing is told, and the sum would tell it: the year goes as far as the earlier one.
    of_year = {row["area"]: row for row in every if row["periodo"] == earlier[:4]}
    for area in ("todas", "obras-publicas"):
        assert [of_year[area][name] for name in NUMBERS] == told
        assert of_year[area]["hasta"] == works[earlier]["hasta"] != works[later]["hasta"]

    data = json.loads((await browser.get("/cifras/datos.json")).text)
    assert data["estado"] == "definitiva" and len(data["filas"]) == len(every)
    for told_row, row in zip(data["filas"], every, strict=True):
        assert {name: "*" if value is None else str(value) for name, value in told_row.items()} == {
            name: value for name, value in row.items() if value != ""
        }

    page = await browser.get("/cifras")
    assert page.status == 200 and "resueltos" not in page.text
    assert '<dd data-testid="attended">18</dd>' in page.text and 'data-testid="until"' in page.text
    assert page.text.count('role="img"') == 3 and ">1</td>" not in page.text
    one_week = await browser.get(f"/cifras?semana={earlier}")
    assert '<dd data-testid="attended">18</dd>' in one_week.text and 'data-testid="weeks"' not in one_week.text
    assert (await browser.get("/cifras?semana=2020-01-06")).status == 404
    assert (await browser.get("/cifras?semana=ayer")).status == 404


async def test_a_department_of_small_weeks_is_told_by_the_month(context: AppContext, browser: Browser) -> None:
    await in_june(context)
    director = await account(context, "obras", Role.DIRECTOR, PASSWORD, "obras-publicas")
    for people, weeks_ago in ((3, 5), (4, 4), (2, 1)):
        await lived_through(context, director, people, 0, weeks_ago=weeks_ago)
    await final(context)
    found = await public_figures.published(context)
    rows = [row for row in open_data.table(found) if row["area"] == "obras-publicas"]
    assert [row["atendidas"] for row in rows if row["periodo"] == "semana"] == [None] * 3
    month, year = (row for row in rows if row["periodo"] != "semana")
    assert month["periodo"].endswith("-05") and month["atendidas"] == year["atendidas"] == 7
    assert month["hasta"] == year["hasta"] == found.weeks[1].span.ends_on.isoformat()
    may = (await browser.get(f"/cifras?periodo={found.weeks[1].span.label}")).text.split('data-testid="departments"')[1]
    assert "mayo de" in may and ">7</td>" in may and 'data-testid="coarser"' in may
    june = (await browser.get(f"/cifras?periodo={found.weeks[0].span.label}")).text.split('data-testid="departments"')[
        1
    ]
    assert 'data-testid="of"' not in june and "se omite" in june
    assert '<dd data-testid="attended">7</dd>' in (await browser.get(f"/cifras?periodo={month['periodo']}")).text


async def test_a_jornada_counts_once_it_is_closed_and_is_final_two_days_later(context: AppContext) -> None:
    director = await account(context, "obras", Role.DIRECTOR, PASSWORD, "obras-publicas")
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE session SET demo = false")
    for _ in range(5):
        await join(context)
        await attend(context, director, IMMEDIATE)
    assert not (await public_figures.published(context)).weeks
    await execute(context, "UPDATE session SET demo = true")
    await sessions.end_demo(context)
    assert not (await public_figures.published(context)).weeks  # a demonstration that is over
    await execute(context, "UPDATE session SET demo = false")
    found = await public_figures.published(context)
    assert found.year is not None
    assert found.weeks[0].total.shown.attended == found.year.total.shown.attended == 5
    assert not found.weeks[0].final and not found.final
    await execute(context, "UPDATE app_clock SET shift = shift + interval '48 hours'")
    assert (await public_figures.published(context)).final


async def test_a_jornada_that_was_called_off_is_no_week_of_noughts(context: AppContext, browser: Browser) -> None:
    director = await account(context, "obras", Role.DIRECTOR, PASSWORD, "obras-publicas")
    admin = await account(context, "admin", Role.ADMINISTRATOR, PASSWORD)
    await in_june(context)
    await lived_through(context, director, 7, 5, weeks_ago=3)
    await sessions.plan_next(context)
    async with context.database.read() as conn:
        session = await booking.planned(conn)
    assert session is not None
    await execute(
        context, "UPDATE app_clock SET shift = shift + ($1 - app_now())", session.lobby_at - timedelta(hours=20)
    )
    request = join_request(notice_hash=context.municipality.notice.hash)
    await booking.book(context, request, session.opens_at)
    day = Edit(Key(Kind.OPENING, str(session.day)), 0, {"why": {"es": "Luto", "en": "Mourning"}, "closed": True})
    await catalogue.change(context, admin, CommandId(uuid4()), [day], Answer(1, CalledOff(Why.MOURNING)))
    await execute(context, "UPDATE app_clock SET shift = shift + interval '7 days'")
    await lived_through(context, director, 6, 0, weeks_ago=0)

    counted = await recounted(context)
    assert [one.attended for _, one in sorted(counted.items())] == [12, 6]
    rows = list(csv.DictReader(io.StringIO((await browser.get("/cifras/datos.csv")).text)))
    assert {row["semana"] for row in rows} == counted.keys()
    assert str(session.day - timedelta(days=session.day.weekday())) not in counted
    await final(context)
    found, whole = await public_figures.published(context), Recount()
    for one in counted.values():
        whole += one
    assert found.year is not None
    assert found.year.total.shown.attended == 18
    assert found.year.total.wait is not None and found.year.total.wait.median_min == whole.median_min
    for week in found.weeks:
        assert week.total.wait is not None
        assert week.total.wait.median_min == counted[week.span.label].median_min
    assert f"{session.day:%Y-%m-%d}" not in (await browser.get("/cifras")).text


async def test_everybody_gets_the_same_page_and_keeps_it(context: AppContext, browser: Browser) -> None:
    first = await browser.get("/cifras")
    assert 'data-testid="no-figures"' in first.text
    assert first.headers["Cache-Control"] == "public, max-age=60" and "Set-Cookie" not in first.headers
    assert 'name="csrf"' not in first.text and not browser.cookies
    again = await browser.get("/cifras", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status == 304 and not again.text
    english = await browser.get("/cifras?idioma=en")
    assert "Figures of the audience" in english.text and english.headers["ETag"] != first.headers["ETag"]
    await account(context, "comunicacion", Role.COMMUNICATION, PASSWORD)
    await browser.send("/entrar", {"username": "comunicacion", "password": PASSWORD})
    assert (await browser.get("/cifras")).text == first.text
    for path in ("/cifras/datos.csv", "/cifras/datos.json", "/cifras/diccionario", "/cifras/diccionario.json"):
        tag = (await browser.get(path)).headers["ETag"]
        assert (await browser.get(path, headers={"If-None-Match": tag})).status == 304


async def test_however_many_ask_it_is_counted_once_a_minute(context: AppContext) -> None:
    now = 0.0
    shelf = Shelf(public_figures.published, clock=lambda: now, patience=60)
    first = await shelf.published(context)
    assert await shelf.published(context) is first
    assert shelf.text(first, "a", lambda: "made") == shelf.text(first, "a", lambda: "again") == "made"
    now = 60.0
    assert await shelf.published(context) is not first
    assert shelf.text(first, "a", lambda: "of old ones") == "of old ones"


async def test_old_figures_are_told_while_they_are_counted_anew(context: AppContext) -> None:
    now = 0.0
    shelf = Shelf(public_figures.published, clock=lambda: now, patience=0.01)
    first = await shelf.published(context)
    now = 60.0
    async with context.database.begin() as tx:
        await tx.conn.execute("LOCK TABLE session")
        assert await shelf.published(context) is await shelf.published(context) is first
    shelf.patience = 60
    one, other = await asyncio.gather(shelf.published(context), shelf.published(context))
    assert one is other is not first


async def test_portals_find_the_files_and_their_licence_in_the_catalogue(browser: Browser) -> None:
    """DCAT-AP: the catalogue leads to files that are there, under the licence that the page and the package name."""
    seen = await browser.get("/datos/catalogo.jsonld")
    assert seen.status == 200 and seen.headers["Content-Type"].startswith("application/ld+json")
    catalogue: dict[str, Any] = json.loads(seen.text)
    datasets, origin = catalogue["dcat:dataset"], str(browser.origin)
    files = [one for dataset in datasets for one in dataset["dcat:distribution"]]
    assert len(datasets) == 2 and len(files) == 4
    for one in files:
        file = await browser.get(one["dcat:downloadURL"]["@id"].removeprefix(origin))
        assert file.status == 200
        assert file.headers["Content-Type"].split(";")[0] == one["dcat:mediaType"]["@id"].split("media-types/")[1]
        assert (await browser.get(one["dct:conformsTo"]["@id"].removeprefix(origin))).status == 200
    package: dict[str, Any] = json.loads((await browser.get("/cifras/diccionario.json")).text)
    licence = package["licenses"][0]["path"]
    assert {one["dct:license"]["@id"] for one in (catalogue, *datasets, *files)} == {licence}


async def test_the_dictionary_names_every_column(browser: Browser) -> None:
    page = await browser.get("/cifras/diccionario")
    package: dict[str, Any] = json.loads((await browser.get("/cifras/diccionario.json")).text)
    assert [one["path"] for one in package["resources"]] == ["datos.csv", "peticiones.csv"]
    for resource, table in zip(package["resources"], TABLES, strict=True):
        assert [one["name"] for one in resource["schema"]["fields"]] == [one.name for one in table.fields]
        assert resource["schema"]["missingValues"] == ["", "*"]
        assert all(one["description"] in page.text for one in resource["schema"]["fields"])
        assert all(f"<code>{one.name}</code>" in page.text for one in table.fields)
