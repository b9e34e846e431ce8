"""The catalogue: an administrator changes topics, departments and days in pages; it counts at once, is told, and can be undone."""

import json
import re
from datetime import date, timedelta
from uuid import uuid4

import pytest

from audiencia.administration import catalogue, catalogue_files, catalogue_log
from audiencia.core.ids import StaffId
from audiencia.queue.sessions import sessions
from audiencia.runtime.context import AppContext
from audiencia.settings.catalogue import Kind
from audiencia.staff.roles import Role
from tests.support.contexts import DEPARTMENT, TOPIC, account, folio_and_pin, join
from tests.support.page_browser import Browser, NewBrowser, Seen

PASSWORD = "tapo7-rilu3-semi4-kado5"
AREAS, DAYS, TEMPLATES = (f"/administracion/{one}" for one in ("areas", "dias", "plantillas"))
PAGES = {"department": AREAS, "topic": AREAS, "holiday": DAYS, "opening": DAYS, "step_template": TEMPLATES}
KEY = f"{DEPARTMENT}/{TOPIC}"


@pytest.fixture
async def admin_id(context: AppContext) -> StaffId:
    return await account(context, "admin", Role.ADMINISTRATOR, PASSWORD)


@pytest.fixture
async def admin(browser: Browser, admin_id: StaffId) -> Browser:
    await browser.send("/entrar", {"username": "admin", "password": PASSWORD})
    return browser


async def send(admin: Browser, act: str, kind: str, key: str = "", version: int | str = 0, **fields: str) -> Seen:
    """One form of a page."""
    hidden = {"csrf": (await admin.get(PAGES[kind])).hidden["csrf"], "command_id": str(uuid4())}
    said = {"act": act, "kind": kind, "key": key, "version": str(version)}
    return await admin.post("/administracion/contenido", hidden | said | fields)


def newest_undo(seen: Seen, place: int = 1) -> dict[str, str]:
    """The form that takes the newest change back, or one that is so many places down."""
    return dict(re.findall(r'name="([^"]+)" value="([^"]*)"', seen.text.split('data-testid="change"')[place]))


async def test_two_that_are_chosen_from_are_not_called_alike(context: AppContext, admin: Browser) -> None:
    (own,) = [one for one in context.municipality.departments if one.slug == DEPARTMENT]
    first, second = own.topics[0], own.topics[1]
    for typed in (first.name.es, f" {first.name.es.upper()} "):
        seen = await send(admin, "add", "topic", DEPARTMENT, name_es=typed)
        assert seen.status == 400 and "name_es-error" in seen.text and "ya hay otro igual" in seen.text
    seen = await send(admin, "change", "topic", f"{DEPARTMENT}/{second.slug}", 1, name_es=first.name.es)
    assert seen.status == 400
    seen = await send(admin, "change", "topic", f"{DEPARTMENT}/{first.slug}", 1, name_es=first.name.es, name_en="Holes")
    assert seen.status == 200
    seen = await send(admin, "add", "topic", "tesoreria", name_es=first.name.es)
    assert seen.status == 200
    seen = await send(admin, "add", "department", name_es=own.name.es, prefix="ZZ", summary_es="Otra", topic_es="Uno")
    assert seen.status == 400 and "add-department-name_es-error" in seen.text


async def test_a_new_topic_is_chosen_at_once_and_taken_back(
    context: AppContext, admin: Browser, new_browser: NewBrowser
) -> None:
    seen = await send(admin, "add", "topic", DEPARTMENT, name_es="Miradores nuevos")
    assert seen.status == 200 and 'data-testid="done"' in seen.text and "Miradores nuevos" in seen.text
    citizen = await new_browser()
    for page in (f"/areas/{DEPARTMENT}", f"/peticiones/nueva?area={DEPARTMENT}"):
        assert "Miradores nuevos" in (await citizen.get(page)).text
    assert (await citizen.get(f"/unirse/{DEPARTMENT}/miradores-nuevos")).status == 200
    await join(context, topic="miradores-nuevos")
    assert "miradores-nuevos" in (await citizen.get("/temas/es-MX")).text
    assert (await citizen.get("/temas/fr")).status == 404
    undo = newest_undo(await admin.get(AREAS))
    assert 'data-testid="done"' in (await admin.post("/administracion/contenido", undo)).text
    assert "Miradores nuevos" not in (await citizen.get(f"/areas/{DEPARTMENT}")).text
    assert (await citizen.get(f"/unirse/{DEPARTMENT}/miradores-nuevos")).status == 404
    again = newest_undo(await admin.get(AREAS))
    await admin.post("/administracion/contenido", again)
    assert "Miradores nuevos" in (await citizen.get(f"/areas/{DEPARTMENT}")).text
    async with context.database.read() as conn:
        kept = await conn.fetch("SELECT why FROM audit WHERE action = 'catalogue_changed' ORDER BY id")
    assert [row["why"] for row in kept] == ["page", "undo", "undo"]


async def test_a_retired_topic_stays_readable_on_what_is_older(
    context: AppContext, admin: Browser, new_browser: NewBrowser
) -> None:
    attention = await join(context)
    folio, pin = await folio_and_pin(context, attention)
    assert (await send(admin, "retire", "topic", KEY, 1)).status == 200
    citizen = await new_browser()
    assert "Baches y pavimento" not in (await citizen.get(f"/areas/{DEPARTMENT}")).text
    assert (await citizen.get(f"/unirse/{KEY}")).status == 404
    assert "Baches y pavimento" in (await citizen.send("/seguimiento", {"folio": folio, "pin": pin})).text
    await send(admin, "put_back", "topic", KEY, 2)
    assert (await citizen.get(f"/unirse/{KEY}")).status == 200


async def test_the_second_of_two_administrators_is_told(context: AppContext, admin: Browser) -> None:
    assert (await send(admin, "change", "topic", KEY, 1, name_es="Baches")).status == 200
    late = await send(admin, "change", "topic", KEY, 1, name_es="Hoyos")
    assert late.status == 409 and "Admin cambió esto" in late.text and 'value="Hoyos"' in late.text
    assert context.municipality.department(DEPARTMENT) is not None
    assert "Baches" in (await admin.get(f"/areas/{DEPARTMENT}")).text


async def test_what_is_typed_of_something_removed_meanwhile_comes_back_in_the_form_of_a_new_one(
    context: AppContext, admin: Browser
) -> None:
    await send(admin, "add", "holiday", day="2027-03-02", name="Aniversario")
    await send(admin, "remove", "holiday", "2027-03-02", 1)
    late = await send(admin, "change", "holiday", "2027-03-02", 1, name="Aniversario del municipio")
    assert late.status == 409 and "Admin cambió esto" in late.text
    form = late.text.split('data-testid="add-holiday"')[1].split("</form>")[0]
    assert 'value="2027-03-02"' in form and 'value="Aniversario del municipio"' in form
    assert (await send(admin, "change", "holiday", "2027-03-02", 2, name="Otra vez")).status == 404
    topic = {"name_es": "Miradores"}
    await send(admin, "add", "topic", DEPARTMENT, **topic)
    await admin.post("/administracion/contenido", newest_undo(await admin.get(AREAS)))
    late = await send(admin, "change", "topic", f"{DEPARTMENT}/miradores", 1, name_es="Miradores y parques")
    form = late.text.split(f'data-testid="add-topic-{DEPARTMENT}"')[1].split("</form>")[0]
    assert late.status == 409 and 'value="Miradores y parques"' in form


async def test_what_is_typed_of_a_department_taken_back_meanwhile_comes_back_in_the_form_of_a_new_one(
    admin: Browser,
) -> None:
    fields = {"name_es": "Catastro", "summary_es": "Valor de los predios", "prefix": "ca", "topic_es": "Avalúo"}
    await send(admin, "add", "department", **fields)
    await admin.post("/administracion/contenido", newest_undo(await admin.get(AREAS), 2))  # below its first topic
    typed = {"name_es": "Catastro y avalúos", "summary_es": "Cuánto vale un predio"}
    late = await send(admin, "change", "department", "catastro", 1, **typed)
    form = late.text.split('data-testid="add-department"')[1].split("</form>")[0]
    assert late.status == 409 and all(one in form for one in typed.values())


@pytest.mark.parametrize("newer", [False, True])
async def test_the_topic_of_a_department_taken_back_meanwhile_comes_back_as_the_first_one_of_a_new_one(
    admin: Browser, newer: bool
) -> None:
    fields = {"name_es": "Catastro", "summary_es": "Valor de los predios", "prefix": "ca", "topic_es": "Avalúo"}
    await send(admin, "add", "department", **fields)
    await admin.post("/administracion/contenido", newest_undo(await admin.get(AREAS), 2))  # below its first topic
    topic = ("add", "topic", "catastro", 0) if newer else ("change", "topic", "catastro/avaluo", 1)
    late = await send(admin, *topic, name_es="Valor de un predio", name_en="Value of a lot")
    form = late.text.split('data-testid="add-department"')[1].split("</form>")[0]
    assert late.status == 409 and 'value="Valor de un predio"' in form and 'value="Value of a lot"' in form
    assert (await send(admin, "add", "topic", "nada", name_es="Otro")).status == 404


async def test_a_form_sent_twice_is_one_change(context: AppContext, admin: Browser) -> None:
    hidden = {"csrf": (await admin.get(AREAS)).hidden["csrf"], "command_id": str(uuid4())}
    form = hidden | {"act": "add", "kind": "topic", "key": DEPARTMENT, "version": "0", "name_es": "Miradores"}
    for _ in range(2):
        assert (await admin.post("/administracion/contenido", form)).status == 200
    assert (
        len(
            [
                one
                for one in (await catalogue_log.now(context)).objects
                if one.name.startswith(f"{DEPARTMENT}/miradores")
            ]
        )
        == 1
    )


async def test_a_new_department_has_a_line_in_the_jornada_that_goes_on(
    context: AppContext, admin: Browser, new_browser: NewBrowser
) -> None:
    fields = {"name_es": "Catastro", "summary_es": "Valor de los predios", "prefix": "ca", "topic_es": "Avalúo"}
    assert (await send(admin, "add", "department", **fields)).status == 200
    async with context.database.read() as conn:
        line = await conn.fetchrow(
            "SELECT queue.state, prefix FROM queue JOIN department ON department.id = department_id WHERE slug = 'catastro'"
        )
    assert line is not None and tuple(line) == ("open", "CA")
    await join(context, department="catastro", topic="avaluo")
    refused = await send(admin, "retire", "department", "catastro", 1)
    assert refused.status == 409 and 'data-testid="error-summary"' in refused.text
    taken = await send(admin, "add", "department", **fields)
    assert taken.status == 400 and "add-department-prefix-error" in taken.text and 'value="Avalúo"' in taken.text


async def test_each_department_has_a_page_and_the_list_is_searched(context: AppContext, admin: Browser) -> None:
    """The list has no forms: it is as short as the departments are many."""
    whole = (await admin.get(AREAS)).text
    listed = re.findall(r'data-testid="area-([a-z-]+)"', whole)
    assert len(listed) == len(context.municipality.departments) and "textarea" not in whole
    assert 'data-testid="change-department' not in whole and len(whole.encode()) < 60_000
    found = (await admin.get(f"{AREAS}?q=PAVIMENTO+baches")).text
    assert re.findall(r'data-testid="area-([a-z-]+)"', found) == [DEPARTMENT]
    turned = re.findall(r'data-testid="area-([a-z-]+)"', (await admin.get(f"{AREAS}?orden=-place")).text)
    assert turned == listed[::-1] and 'data-testid="no-areas"' in (await admin.get(f"{AREAS}?q=zzz")).text
    deep = f"{AREAS}/{DEPARTMENT}?tema={TOPIC}"
    assert f'href="{deep}#topic-{TOPIC}"' in found
    page = (await admin.get(deep)).text
    opened = page[page.index(f'id="topic-{TOPIC}"') :]
    assert '<details class="unfold" open>' in opened[:200] and page.count('<details class="unfold" open>') == 1
    assert (await admin.get(f"{AREAS}/nada")).status == 404
    assert 'data-testid="add-department"' in (await admin.get("/administracion/area-nueva")).text


async def test_a_department_has_the_history_of_itself_and_its_topics(admin: Browser) -> None:
    seen = await send(admin, "change", "topic", KEY, 1, name_es="Hoyos")
    assert seen.path == f"{AREAS}/{DEPARTMENT}?hecho=1" and "Hoyos" in seen.text.split('data-testid="history"')[1]
    assert 'data-testid="change"' not in (await admin.get(f"{AREAS}/agua")).text
    undone = await admin.post("/administracion/contenido", newest_undo(seen))
    assert (
        undone.path == f"{AREAS}/{DEPARTMENT}?hecho=1" and "Hoyos" not in undone.text.split('data-testid="history"')[0]
    )
    new = {"name_es": "Catastro", "summary_es": "Valor de los predios", "prefix": "CA", "topic_es": "Avalúo"}
    made = await send(admin, "add", "department", **new)
    assert made.path == f"{AREAS}/catastro?hecho=1"
    change = next(one for one in made.text.split('data-testid="change"')[1:] if "Área</b>" in one)
    gone = await admin.post("/administracion/contenido", dict(re.findall(r'name="([^"]+)" value="([^"]*)"', change)))
    assert gone.path == f"{AREAS}?hecho=1", "the page of what is there no more"


async def test_older_changes_are_folded_away(admin: Browser) -> None:
    for number in range(1, 8):
        await send(admin, "change", "topic", KEY, number, name_es=f"Hoyos {number}")
    shown, older = (await admin.get(AREAS)).text.split('data-testid="older-changes"')
    assert (shown.count('data-testid="change"'), older.count('data-testid="change"')) == (6, 1)
    assert "1 cambio anterior" in older


async def test_how_a_department_attends_is_changed_in_its_form(context: AppContext, admin: Browser) -> None:
    """How many may wait counts at once in the line that is open, but where a moderator said another number."""
    names = {"name_es": "Obras Públicas", "summary_es": "Calles"}
    seen = await send(
        admin, "change", "department", DEPARTMENT, 1, **names, cap="7", mail="obras@example.mx", handle_minutes="9"
    )
    assert seen.status == 200, seen.text
    own = context.municipality.department(DEPARTMENT)
    assert own is not None and (own.cap, own.mail, own.handle_minutes) == (7, "obras@example.mx", 9)
    line = "SELECT cap FROM queue JOIN department ON department.id = department_id WHERE slug = $1"
    async with context.database.begin() as tx:
        assert await tx.conn.fetchval(line, DEPARTMENT) == 7
        await tx.conn.execute("UPDATE queue SET cap = 3")
    wrong = await send(admin, "change", "department", DEPARTMENT, 2, **names, cap="0", carried_over_times="2")
    assert wrong.status == 400 and f'href="#change-department-{DEPARTMENT}-cap"' in wrong.text
    assert "escriba un número del 1 al 2000" in wrong.text and 'value="0"' in wrong.text
    await send(admin, "change", "department", DEPARTMENT, 2, **names)
    assert own.cap == 7 and context.municipality.department(DEPARTMENT).cap is None  # type: ignore[union-attr]
    async with context.database.read() as conn:
        assert await conn.fetchval(line, DEPARTMENT) == 3


WRONG = (
    (
        "add",
        "department",
        "",
        {"name_es": "", "summary_es": "x", "prefix": "1", "topic_es": "y"},
        ("name_es", "prefix"),
    ),
    ("add", "topic", DEPARTMENT, {"name_es": "x" * 121}, ("name_es",)),
    ("add", "holiday", "", {"day": "2027-02-30", "name": "x"}, ("day",)),
    ("add", "holiday", "", {"day": "2026-12-25", "name": "x"}, ("day",)),
    ("add", "opening", "", {"day": "2099-02-03", "why_es": "x", "lobby": "10:00"}, ("opens", "closes")),
    ("add", "step_template", "", {"label": "x", "step": ""}, ("step",)),
)


async def test_what_is_wrong_is_named_and_nothing_is_written(context: AppContext, admin: Browser) -> None:
    for act, kind, key, fields, wrong in WRONG:
        seen = await send(admin, act, kind, key, **fields)
        assert seen.status == 400, fields
        target = "-".join(one for one in (act, kind, key) if one)
        assert all(f'id="{target}-{one}-error"' in seen.text for one in wrong), (fields, wrong)
    for refused in (
        await send(admin, "retire", "department", "contraloria", 1),
        await send(admin, "remove", "topic", KEY, 1),
        await send(admin, "change", "topic", "nada/nada", 1, name_es="x"),
    ):
        assert refused.status in (400, 404, 409)
    assert not await catalogue_log.history(context, *Kind)


@pytest.mark.parametrize("server", ["en_US.UTF-8", "es_MX.UTF-8"])
async def test_what_does_not_fit_is_said_in_the_language_of_who_reads_it(
    admin: Browser, monkeypatch: pytest.MonkeyPatch, server: str
) -> None:
    monkeypatch.setenv("LC_ALL", server)
    for language, said in (("es-MX", "no hay un área"), ("en", "there is no department")):
        form = await admin.get(AREAS)
        await admin.post("/idioma", {"csrf": form.hidden["csrf"], "lang": language, "back": AREAS})
        seen = await send(admin, "retire", "department", "contraloria", 1)
        assert seen.status == 409 and said in seen.text, language


async def planned(context: AppContext) -> list[tuple[date, str]]:
    """Planned jornadas, with the hour at which they open."""
    async with context.database.read() as conn:
        rows = await conn.fetch("SELECT * FROM session WHERE state = 'planned' AND NOT demo ORDER BY day")
    zone = "America/Mexico_City"
    async with context.database.read() as conn:
        return [
            (row["day"], await conn.fetchval("SELECT to_char($1 AT TIME ZONE $2, 'HH24:MI')", row["opens_at"], zone))
            for row in rows
        ]


async def test_a_day_unlike_the_others_moves_what_is_planned(context: AppContext, admin: Browser) -> None:
    await sessions.plan_next(context)
    [(tuesday, _)] = await planned(context)
    closed = {"day": tuesday.isoformat(), "closed": "yes", "why_es": "Feria"}
    assert (await send(admin, "add", "opening", **closed)).status == 200
    assert [day for day, _ in await planned(context)] == [tuesday + timedelta(days=7)]
    hours = {"lobby": "15:30", "opens": "16:00", "closes": "18:00", "why_es": "Por la tarde"}
    assert (await send(admin, "change", "opening", tuesday.isoformat(), 1, **hours)).status == 200
    assert (tuesday, "16:00") in await planned(context)
    past = await send(admin, "add", "opening", **(closed | {"day": "2020-01-07"}))
    assert past.status == 409
    assert (await send(admin, "remove", "opening", tuesday.isoformat(), 2)).status == 200
    assert (tuesday, "10:00") in await planned(context)


async def test_holidays_count_for_the_next_term_under_another_version(context: AppContext, admin: Browser) -> None:
    before = context.municipality.petitions.calendar
    assert (await send(admin, "add", "holiday", day="2027-03-02", name="Aniversario")).status == 200
    assert context.municipality.petitions.calendar.startswith(f"{before}+")
    assert date(2027, 3, 2) in [one.day for one in context.municipality.petitions.holidays]


async def test_another_process_follows_within_its_next_look(context: AppContext, admin: Browser) -> None:
    other = AppContext(
        context.database, context.keyring, await catalogue.at_start(context.database, context.in_force.files)
    )
    told: list[int] = []
    other.in_force.changed = lambda: told.append(other.in_force.version)
    await send(admin, "change", "topic", KEY, 1, name_es="Hoyos")
    await catalogue.follow(other)
    await catalogue.follow(other)
    assert told == [1] and other.municipality == context.municipality


async def test_the_files_count_again_when_they_are_applied(context: AppContext, admin: Browser) -> None:
    await send(admin, "change", "topic", KEY, 1, name_es="Hoyos")
    await send(admin, "add", "topic", DEPARTMENT, name_es="Miradores")
    files = context.in_force.files
    wanted = await catalogue_files.planned(context.database, files)
    assert [one.edit.key.name for one in wanted] == [KEY, f"{DEPARTMENT}/miradores"]
    assert await catalogue_files.apply(context.database, files) == wanted
    await catalogue.follow(context)
    assert context.municipality == files.model_copy(update={"services": ()})
    assert await catalogue_files.apply(context.database, files) == []
    async with context.database.read() as conn:
        kept = await conn.fetchval("SELECT value FROM catalogue_change ORDER BY id DESC LIMIT 1")
    assert json.loads(kept)["retired"]
