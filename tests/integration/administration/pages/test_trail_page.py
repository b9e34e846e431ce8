"""The personal data officer: who saw which data of a folio, never the data; each look-up is on record."""

import re

import pytest

from audiencia.administration.pages import privacy_officer
from audiencia.core.ids import StaffId
from audiencia.privacy.retention import suppression
from audiencia.queue.call.conclude import Outcome
from audiencia.queue.joining import front_desk
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import account, attend, folio_and_pin, join
from tests.support.page_browser import Browser, Seen
from tests.support.page_cases import answered_case

PASSWORD = "tapo7-rilu3-semi4-kado5"
PAGE = "/datos-personales"
NAME, MATTER, NOTE = "Zenaida Quetzalcóatl", "El farol de la esquina parpadea", "Pase mañana a las nueve"


@pytest.fixture
async def officer_id(context: AppContext) -> StaffId:
    return await account(context, "datos-personales", Role.PRIVACY_OFFICER, PASSWORD)


@pytest.fixture
async def officer(browser: Browser, officer_id: StaffId) -> Browser:
    assert (await browser.send("/entrar", {"username": "datos-personales", "password": PASSWORD})).path == PAGE
    return browser


async def look_up(officer: Browser, folio: str) -> Seen:
    return await officer.send(PAGE, {"folio": folio})


async def attended(context: AppContext) -> str:
    """Somebody who was attended, and whose name the front desk asked for; gives the folio."""
    director = await account(context, "obras", Role.DIRECTOR, PASSWORD, "obras-publicas")
    desk = await account(context, "ventanilla", Role.FRONT_DESK, PASSWORD)
    attention_id = await join(context, name=NAME, matter=MATTER)
    async with context.database.read() as conn:
        ticket_id = await conn.fetchval("SELECT id FROM ticket")
    await front_desk.name_of(context, desk, ticket_id)
    await attend(context, director, Outcome("in_process", "inspection", NOTE, ""))
    return (await folio_and_pin(context, attention_id))[0]


async def looked_up(context: AppContext) -> list[tuple[int, str]]:
    async with context.database.read() as conn:
        rows = await conn.fetch("SELECT actor_id, object_kind FROM audit WHERE action = 'looked_up' ORDER BY id")
    return [(row["actor_id"], row["object_kind"]) for row in rows]


async def test_who_saw_what_and_why(context: AppContext, officer: Browser, officer_id: StaffId) -> None:
    seen = await look_up(officer, await attended(context))
    assert seen.status == 200 and 'data-testid="trail"' in seen.text
    for words in (
        "Obras",
        "Ventanilla",
        "Dirección",
        "La persona",
        "En la ventanilla, para la persona",
        "Al llamar a la",
    ):
        assert words in seen.text, words
    for secret in (NAME, MATTER, NOTE, "Zenaida"):
        assert secret not in seen.text
    assert "Consultó el folio en este registro" in seen.text
    assert await looked_up(context) == [(officer_id, "attention")]


async def test_consents_with_version_purpose_time_and_means(context: AppContext, officer: Browser) -> None:
    seen = await look_up(officer, await attended(context))
    consents = seen.text.split('data-testid="consents"')[1].split("</ul>")[0]
    notice = context.municipality.notice
    assert notice.version in consents and "En el formulario de la página" in consents
    assert next(one.text.es for one in notice.purposes if one.code == "attention") in consents
    in_words = r"\w+ \d{1,2} de \w+ de 20\d\d, \d\d:\d\d"
    assert re.search(rf"otorgado el {in_words}\.", consents), consents
    assert re.search(rf'<td class="nums">{in_words}</td>', seen.text)
    assert not re.search(r"20\d\d-\d\d-\d\d \d", seen.text)


async def test_a_long_trail_begins_with_the_newest_and_folds_the_rest_away(
    context: AppContext, officer: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    folio = await attended(context)
    whole = await look_up(officer, folio)
    assert 'data-testid="older-entries"' not in whole.text
    monkeypatch.setattr(privacy_officer, "PER_PAGE", 2)
    seen = await look_up(officer, folio)
    newest, _, older = seen.text.partition('data-testid="older-entries"')
    rows = '<td class="nums">'
    before, rest = whole.text.split('data-testid="disclosed-today"')[0].count(rows), older.split("</details>")[0]
    assert newest.count(rows) == 2 and rest.count(rows) == before - 1 > 0, "one more: the second look"
    assert f"{rest.count(rows)} entradas anteriores" in rest


async def test_unknown_and_invalid_folios_look_alike_and_are_on_record(
    context: AppContext, officer: Browser, officer_id: StaffId
) -> None:
    folio = await attended(context)
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE attention SET folio = 'AAA-26-0000-00000' WHERE folio = $1", folio)
    pages = []
    for typed in (folio, "esto no es un folio", ""):
        seen = await look_up(officer, typed)
        assert seen.status == 404 and 'href="#folio"' in seen.text and 'data-testid="trail"' not in seen.text
        pages.append(seen.text.split("<main")[1].split("csrf")[0])
    assert pages[0] == pages[1] == pages[2]
    assert await looked_up(context) == [(officer_id, "folio")] * 3
    async with context.database.read() as conn:
        kept = await conn.fetchval("SELECT string_agg(object_id, ' ') FROM audit WHERE object_kind = 'folio'")
    assert folio not in kept and "FOLIO" not in kept.upper()


async def test_todays_disclosures_by_role_and_reason(context: AppContext, officer: Browser) -> None:
    assert "no se han mostrado datos" in (await officer.get(PAGE)).text
    await attended(context)
    today = (await officer.get(PAGE)).text.split('data-testid="disclosed-today"')[1]
    assert "Al llamar a la persona" in today and "1 persona" in today and "Ventanilla" in today
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE app_clock SET shift = shift + interval '1 day'")
    await officer.send("/entrar", {"username": "datos-personales", "password": PASSWORD})
    assert "no se han mostrado datos" in (await officer.get(PAGE)).text


async def test_the_form_needs_its_token(context: AppContext, officer: Browser) -> None:
    seen = await officer.post(PAGE, {"folio": await attended(context)})
    assert seen.status == 403 and await looked_up(context) == []


async def test_of_whom_nothing_can_be_read_any_more(context: AppContext, officer: Browser) -> None:
    folio = await attended(context)
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE person SET key_wrapped = ''")
    assert "se destruyeron" in (await look_up(officer, folio)).text


async def test_who_read_or_answered_a_petition_is_on_record(context: AppContext, officer: Browser) -> None:
    folio, _file, _answer = await answered_case(context)
    seen = await look_up(officer, folio)
    assert "La petición se envió el" in seen.text and 'data-testid="trail"' in seen.text
    assert "Responde" in seen.text.split('data-testid="trail"')[1]
    assert (await looked_up(context))[-1][1] == "case"


async def test_what_was_suppressed_is_told_with_its_day(context: AppContext, officer: Browser) -> None:
    folio = await attended(context)
    async with context.database.begin() as tx:
        person = await tx.conn.fetchval("SELECT person_id FROM attention WHERE folio = $1", folio)
        await suppression.block(tx.conn, person, "retention")
    assert "fueron destruidos" not in (await look_up(officer, folio)).text, "blocked is not destroyed"
    async with context.database.begin() as tx:
        await suppression.suppress(tx.conn, context.keyring, person, "retention")
    seen = await look_up(officer, folio)
    assert seen.status == 200 and 'data-testid="suppressed"' in seen.text
