"""Whom an incident concerns: counted, added, told by the ways that they allowed, and shown the notice under their folio."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from audiencia.core.ids import CommandId
from audiencia.rights.domain.data_kinds import DataKind
from audiencia.rights.domain.incident import Facts
from audiencia.rights.use_cases import incident_people, incidents
from audiencia.rights.use_cases.incident_people import Chosen
from audiencia.runtime.channels import Channels
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import account, folio_and_pin, join
from tests.support.page_browser import Browser, NewBrowser, Seen
from tests.support.page_fixtures import OpenSite

LIST, OWN = "/datos-personales/incidentes", "/seguimiento/datos"
PASSWORD = "tapo7-rilu3-semi4-kado5"
WHAT = "Se perdió un equipo de la ventanilla"


@pytest.fixture
async def officer(context: AppContext, new_browser: NewBrowser) -> Browser:
    await account(context, "datos", Role.PRIVACY_OFFICER, PASSWORD)
    browser = await new_browser()
    await browser.send("/entrar", {"username": "datos", "password": PASSWORD})
    return browser


async def hold(context: AppContext, *, demo: bool) -> None:
    """The jornada of the context is one for people, or a practice."""
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE session SET demo = $1", demo)


async def registered(context: AppContext) -> str:
    """The page of an incident that was confirmed an hour ago."""
    async with context.database.read() as conn:
        now, officer = (
            await conn.fetchval("SELECT app_now()"),
            await conn.fetchval("SELECT id FROM staff WHERE login = 'datos'"),
        )
    at = now - timedelta(hours=1)
    facts = Facts(
        what=WHAT, happened_at=at, noticed_at=at, confirmed_at=at, data=(DataKind.CONTACT,), people=2,
        responsible="Oficialía", actions="Se bloqueó", advice="Cuídese de llamadas",
    )  # fmt: skip
    return f"{LIST}/{await incidents.register(context, officer, CommandId(uuid4()), facts)}"


def told_people(text: str) -> str:
    """When the people were told, as the page says it."""
    found = re.search(r'data-testid="told-people">([^<]*)<', text)
    return found[1] if found else ""


def number(text: str, testid: str) -> int:
    """What stands at this place of the page."""
    found = re.search(rf'data-testid="{testid}"[^>]*>(\d+)<', text)
    assert found is not None, testid
    return int(found[1])


async def test_they_are_counted_added_and_told_once_and_read_the_notice_under_their_folio(
    context: AppContext, officer: Browser, new_browser: NewBrowser
) -> None:
    reached = await join(context, contact="ana@example.org", purposes=("attention", "follow_up"))
    silent, other = await join(context), await join(context)
    folios = [await folio_and_pin(context, one) for one in (reached, silent, other)]
    page = await registered(context)
    wrong = await officer.send(f"{page}/afectados", {"folios": f"{folios[0][0]}\nMTP-26-0000-00000"}, page=page)
    assert wrong.status == 400 and 'href="#folios"' in wrong.text and folios[0][0] in wrong.text
    chosen = {"folios": f"{folios[0][0]}\n{folios[1][0].lower()}"}
    counted = await officer.send(f"{page}/afectados", chosen, page=page)
    assert "Se agregarían 2 personas" in counted.text and "1 de ellas autorizó" in counted.text
    stale = await officer.send(f"{page}/afectados", chosen | {"step": "add", "expected": "3"}, page=page)
    assert stale.status == 409 and "Todavía no hay nadie" in stale.text
    added = await officer.send(f"{page}/afectados", chosen | {"step": "add", "expected": "2"}, page=page)
    assert number(added.text, "people-listed") == 2 and "Avisar a 2 personas" in added.text
    async with context.database.read() as conn:
        today = context.municipality.day_of(await conn.fetchval("SELECT app_now()"))
    await hold(context, demo=False)
    day = await officer.send(
        f"{page}/afectados", {"since": today.isoformat(), "department": "obras-publicas"}, page=page
    )
    assert "Se agregaría 1 persona" in day.text, "those on the list are not counted again"
    sent = await officer.send(f"{page}/avisar", {"expected": "2", "reachable": "1"}, page=page)
    assert told_people(sent.text) == "por avisar", "one of them can be told in another way alone"
    node = replace(context, channels=Channels(mail=True))
    assert [await incident_people.turn(node), await incident_people.turn(node)] == [2, 0]
    seen = await officer.get(page)
    assert (number(seen.text, "people-told"), number(seen.text, "people-without")) == (1, 1)
    async with context.database.read() as conn:
        rows = await conn.fetch("SELECT about, channel FROM outbox WHERE kind = 'data_incident'")
    assert [(row["about"], row["channel"]) for row in rows] == [(UUID(str(reached)), "mail")]
    for (folio, pin), shown in zip(folios, (True, True, False), strict=True):
        citizen = await new_browser()
        found = await citizen.send("/seguimiento", {"folio": folio, "pin": pin})
        await citizen.post(f"{OWN}/abrir", found.hidden)
        assert (WHAT in (await citizen.get(OWN)).text) is shown


async def test_simulated_people_of_a_practice_are_not_concerned(context: AppContext, officer: Browser) -> None:
    await join(context)
    incident_id = UUID((await registered(context)).rpartition("/")[2])
    async with context.database.begin() as tx:
        chosen = Chosen(since=context.municipality.day_of(tx.now))
    for demonstration, demo, new in ((False, False, 1), (False, True, 0), (True, True, 1)):
        await hold(context, demo=demo)
        counted = await incident_people.preview(replace(context, demo=demonstration), incident_id, chosen)
        assert counted.new == new, (demonstration, demo)


async def agreed(context: AppContext, contact: str) -> str:
    """The folio of somebody who agreed to be contacted."""
    return (await folio_and_pin(context, await join(context, contact=contact, purposes=("attention", "follow_up"))))[0]


async def add(officer: Browser, page: str, *folios: str) -> Seen:
    """These people are put on the list of the incident with this page."""
    fields = {"folios": "\n".join(folios), "step": "add", "expected": str(len(folios))}
    return await officer.send(f"{page}/afectados", fields, page=page)


async def order(officer: Browser, page: str, count: int) -> Seen:
    """The notice is ordered to so many people, all of whom allowed a way."""
    return await officer.send(f"{page}/avisar", {"expected": str(count), "reachable": str(count)}, page=page)


@pytest.mark.parametrize(
    ("contact", "channels", "told"),
    [
        ("eva@example.org", Channels(mail=True), True),
        ("722 123 45 67", Channels(mail=True), False),
        ("eva@example.org", Channels(), False),
    ],
)
async def test_they_count_as_told_once_the_notice_is_on_its_way_to_each(
    context: AppContext, officer: Browser, contact: str, channels: Channels, told: bool
) -> None:
    page = await registered(context)
    await add(officer, page, await agreed(context, "ana@example.org"), await agreed(context, contact))
    ordered = await order(officer, page, 2)
    assert told_people(ordered.text) == "por avisar"
    node = replace(context, channels=channels)
    assert sum(await asyncio.gather(incident_people.turn(node), incident_people.turn(node))) == 2
    seen = (await officer.get(page)).text
    assert (told_people(seen) != "por avisar") is told
    async with context.database.read() as conn:
        noted = await conn.fetch("SELECT staff_id FROM incident_entry WHERE kind = 'people_told'")
        assert [one["staff_id"] for one in noted] == [
            await conn.fetchval("SELECT id FROM staff WHERE login = 'datos'")
        ] * told
    assert told_people((await add(officer, page, await agreed(context, "luz@example.org"))).text) == "por avisar"


async def test_where_nothing_is_sent_the_page_says_so(
    context: AppContext, officer: Browser, open_site: OpenSite
) -> None:
    page = await registered(context)
    assert 'data-testid="nothing-sent"' in (await officer.get(page)).text
    server = await open_site(changed=replace(context, channels=Channels(sms=True)))
    async with Browser(server.make_url("/")) as browser:
        await browser.send("/entrar", {"username": "datos", "password": PASSWORD})
        seen = await browser.get(page)
        assert 'data-testid="incident-people"' in seen.text and 'data-testid="nothing-sent"' not in seen.text


async def test_a_damaged_key_keeps_nobody_waiting(context: AppContext, officer: Browser) -> None:
    page, node = await registered(context), replace(context, channels=Channels(mail=True))
    folios = [await agreed(context, f"{name}@example.org") for name in ("ana", "eva")]
    await add(officer, page, *folios)
    async with context.database.begin() as tx:
        await tx.conn.execute(
            "UPDATE person SET key_wrapped = '\\x01ff' FROM attention WHERE person_id = person.id AND folio = $1",
            folios[0],
        )
    await order(officer, page, 2)
    assert await incident_people.turn(node) == 2
    seen = (await officer.get(page)).text
    assert (number(seen, "people-told"), number(seen, "people-without")) == (1, 1)
    assert told_people(seen) == "por avisar", "the first one was reached by no way"


async def test_nobody_is_told_of_a_closed_incident_and_adding_nobody_is_refused(
    context: AppContext, officer: Browser
) -> None:
    page = await registered(context)
    chosen = {"folios": (await folio_and_pin(context, await join(context)))[0], "step": "add"}
    added = [
        (await officer.send(f"{page}/afectados", chosen | {"expected": one}, page=page)).status for one in ("1", "0")
    ]
    assert added == [200, 409]
    for version, name in enumerate(("sin-aviso", "cierre"), 2):
        await officer.send(f"{page}/{name}", {f"text_{name}": "Nadie", "version": str(version)}, page=page)
    seen = await officer.get(page)
    assert "people-send" not in seen.text and number(seen.text, "people-listed") == 1
    assert (await officer.send(f"{page}/avisar", {"expected": "1", "reachable": "0"}, page=page)).status == 409
