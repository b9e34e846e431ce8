"""The register of incidents: written by the office of personal data, read by administration, never changed."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from audiencia.privacy.audit import Action
from audiencia.rights.use_cases import incident_alarms
from audiencia.runtime.channels import Channels
from audiencia.runtime.context import AppContext, InForce
from audiencia.staff.roles import Role
from tests.support.contexts import account
from tests.support.page_browser import Browser, NewBrowser, Seen

LIST = "/datos-personales/incidentes"
PASSWORD = "tapo7-rilu3-semi4-kado5"
WHAT, ADVICE, ACTIONS = "Se perdió un equipo de la ventanilla", "Cuídese de llamadas", "Se bloqueó el equipo"


@dataclass
class Office:
    """The officer, and an administrator beside."""

    context: AppContext
    officer: Browser
    administrator: Browser

    async def times(self, hours_ago: float) -> str:
        """So long ago, as a browser writes it, on the municipality's clocks."""
        async with self.context.database.read() as conn:
            now = await conn.fetchval("SELECT app_now()")
        return f"{(now - timedelta(hours=hours_ago)).astimezone(self.context.municipality.zone):%Y-%m-%dT%H:%M}"

    async def register(self, confirmed_hours_ago: float = 2, **changed: str) -> Seen:
        """A new incident; gives what follows."""
        fields = {
            "what": WHAT, "happened_at": await self.times(60), "noticed_at": await self.times(50),
            "confirmed_at": await self.times(confirmed_hours_ago), "data": "contact", "people": "12",
            "responsible": "Oficialía mayor", "actions": ACTIONS, "advice": ADVICE,
        }  # fmt: skip
        return await self.officer.send(f"{LIST}/nuevo", fields | changed)

    async def act(self, page: str, name: str, text: str, **more: str) -> Seen:
        """One of the forms of the incident's page."""
        version = re.findall(r'name="version" value="(\d+)"', (await self.officer.get(page)).text)[0]
        return await self.officer.send(f"{page}/{name}", {f"text_{name}": text, "version": version} | more, page=page)

    async def told(self, page: str, name: str) -> Seen:
        """Somebody was told, an hour ago."""
        return await self.act(page, name, "Por oficio 12", **{f"told_at_{name}": await self.times(1)})


@pytest.fixture
async def office(context: AppContext, new_browser: NewBrowser) -> Office:
    found = []
    for login, role in (("datos", Role.PRIVACY_OFFICER), ("admin", Role.ADMINISTRATOR)):
        await account(context, login, role, PASSWORD)
        browser = await new_browser()
        await browser.send("/entrar", {"username": login, "password": PASSWORD})
        found.append(browser)
    return Office(context, *found)


async def test_from_registering_to_closing_with_the_notice_and_each_entry_on_record(office: Office) -> None:
    assert "No hay incidentes" in (await office.officer.get(LIST)).text
    made = await office.register()
    page = made.path.removesuffix("?hecho=1")
    assert 'data-alarm="in_time"' in made.text and "quedan 69 horas" in made.text
    for one in (WHAT, ADVICE, ACTIONS, "Teléfono y correo", office.context.municipality.contact.phone):
        assert one in made.text, "the five contents of the notice"
    status, headers, content = await office.officer.download(f"{page}/avisos/personas.pdf")
    assert (status, headers["Content-Type"], content[:4]) == (200, "application/pdf", b"%PDF")
    assert "incident-owed" in (await office.officer.get("/datos-personales")).text
    assert 'data-testid="act-cierre"' not in made.text, "nothing is closed while somebody is to be told"
    await office.told(page, "autoridad")
    seen = await office.told(page, "personas")
    assert 'data-alarm="none"' in seen.text
    await office.act(page, "nota", "Se repuso el equipo")
    closed = await office.act(page, "cierre", "Sin consecuencias")
    assert closed.text.count('data-testid="incident-entry"') == 5 and 'data-testid="act-nota"' in closed.text
    assert (await office.told(page, "autoridad")).status == 409, "what is closed takes notes alone"
    async with office.context.database.read() as conn:
        acts = [
            row["action"]
            for row in await conn.fetch("SELECT action FROM audit WHERE object_kind = 'incident' ORDER BY id")
        ]
    assert acts == [
        Action.INCIDENT_REGISTERED, Action.INCIDENT_AUTHORITY_TOLD, Action.INCIDENT_PEOPLE_TOLD, Action.INCIDENT_NOTED,
        Action.INCIDENT_CLOSED,
    ]  # fmt: skip
    with pytest.raises(asyncpg.PostgresError, match="append only"):
        async with office.context.database.begin() as tx:
            await tx.conn.execute("UPDATE incident_entry SET text = 'otra cosa'")


async def test_a_page_that_the_browser_kept_registers_another_incident(office: Office) -> None:
    page_id, happened, noticed = str(uuid4()), await office.times(60), await office.times(50)
    for what in (WHAT, "Se perdió un archivo", "Se perdió un archivo"):
        await office.register(what=what, command_id=page_id, happened_at=happened, noticed_at=noticed, confirmed_at="")
    async with office.context.database.read() as conn:
        assert await conn.fetchval("SELECT count(*) FROM incident") == 2


async def test_what_is_wrong_is_named_and_what_was_typed_stays(office: Office) -> None:
    seen = await office.register(noticed_at="2999-01-01T10:00", advice="", people="muchas")
    assert (
        seen.status == 400
        and {"advice", "people"} <= set(re.findall(r'<a href="#(\w+)">', seen.text))
        and WHAT in seen.text
    )
    seen = await office.register(noticed_at=await office.times(70))
    assert 'href="#noticed_at"' in seen.text and "No se pudo detectar antes" in seen.text
    page = (await office.register()).path.removesuffix("?hecho=1")
    seen = await office.act(page, "autoridad", "Por oficio", told_at_autoridad="2999-01-01T10:00")
    assert seen.status == 400 and 'href="#told_at_autoridad"' in seen.text and "Por oficio" in seen.text


async def test_what_was_typed_into_a_form_that_is_gone_meanwhile_is_shown(office: Office) -> None:
    page, typed = (await office.register()).path.removesuffix("?hecho=1"), "Lo escribí sin saberlo"
    old = (await office.officer.get(page)).hidden
    for name, text in (("sin-aviso", "Nadie sufre daño"), ("cierre", "Sin consecuencias")):
        await office.act(page, name, text)
    at = await office.times(1)
    correction = {"happened_at": at, "noticed_at": at, "data": "contact", "people": "12", "responsible": "Oficialía"}
    for name, fields in (
        ("correccion", correction | dict.fromkeys(("what", "actions", "advice"), typed)),
        ("autoridad", {"text_autoridad": typed, "told_at_autoridad": at}),
        ("sin-aviso", {"text_sin-aviso": typed}),
        ("cierre", {"text_cierre": typed}),
        ("afectados", {"folios": typed}),
    ):
        late = await office.officer.post(f"{page}/{name}", old | fields)
        written = list(fields.values()).count(typed)
        assert late.status in (400, 409) and late.text.count(f"readonly>{typed}</textarea>") == written, name
    seen = await office.officer.post(f"{page}/nota", old | {"text_nota": typed})
    assert seen.status == 409 and "readonly" not in seen.text and f"{typed}</textarea>" in seen.text


async def test_a_correction_moves_the_term_and_both_versions_stay(office: Office) -> None:
    page = (await office.register(confirmed_at="")).path.removesuffix("?hecho=1")
    assert "quedan 21 horas" in (await office.officer.get(page)).text, "counted from when it was noticed"
    known = {
        "what": "Se perdieron dos equipos", "happened_at": await office.times(60), "noticed_at": await office.times(50),
        "confirmed_at": await office.times(1), "data": "matter", "people": "20", "responsible": "Oficialía",
        "actions": ACTIONS, "advice": ADVICE,
    }  # fmt: skip
    seen = await office.act(page, "correccion", "", **known)
    assert "quedan 70 horas" in seen.text and WHAT in seen.text and "Se perdieron dos equipos" in seen.text


async def test_administration_reads_and_writes_nothing(office: Office) -> None:
    page = (await office.register()).path.removesuffix("?hecho=1")
    seen = await office.administrator.get(page)
    assert seen.status == 200 and WHAT in seen.text and "<textarea" not in seen.text
    assert "incident-new" not in (await office.administrator.get(LIST)).text
    assert (await office.administrator.get(f"{LIST}/nuevo")).status == 403


async def test_the_office_is_warned_once_at_24_and_6_hours_and_when_the_term_is_over(office: Office) -> None:
    config = office.context.municipality
    departments = tuple(one.model_copy(update={"mail": "oficina@example.org"}) for one in config.departments)
    notices = config.notices.model_copy(update={"incidents_to": departments[0].slug})
    in_force = InForce(config.model_copy(update={"departments": departments, "notices": notices}))
    context = replace(office.context, in_force=in_force, channels=Channels(mail=True))
    await office.register(confirmed_hours_ago=2)
    warned = [await incident_alarms.warn(context)]
    for hours in (47, 18, 7):
        async with office.context.database.begin() as tx:
            await tx.conn.execute("UPDATE app_clock SET shift = shift + make_interval(hours => $1)", hours)
        warned += [await incident_alarms.warn(context), await incident_alarms.warn(context)]
    assert warned == [0, 1, 0, 1, 0, 1, 0]
    async with office.context.database.begin() as tx:
        await tx.conn.execute("UPDATE app_clock SET shift = shift + interval '31 days'")
    async with office.context.database.read() as conn:
        rows = await conn.fetch(
            "SELECT office, occasion, plain::text FROM outbox WHERE kind = 'staff_incident' ORDER BY made_at"
        )
    assert [row["occasion"].split("-")[0] for row in rows] == ["soon", "urgent", "over"]
    assert all(WHAT not in row["plain"] for row in rows)
    async with office.context.database.begin() as tx:
        await tx.conn.execute("DELETE FROM outbox")
    assert await incident_alarms.warn(context) == 0, "nor again once it is forgotten that they were"
