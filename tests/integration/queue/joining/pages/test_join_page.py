"""A citizen takes a number without any script: notice, consents, fields, and a private page afterwards."""

import asyncio
import gzip
import math
import re
from typing import Any
from uuid import uuid4

import pytest
from aiohttp.web_protocol import RequestHandler
from jinja2 import Template
from limits import parse

from audiencia.core.ids import CommandId, TicketId
from audiencia.core.unbroken import unbroken
from audiencia.db.precedence import Precedence
from audiencia.http.limits import rates
from audiencia.privacy.crypto import aad
from audiencia.privacy.store import person_key
from audiencia.queue.calling import answer
from audiencia.queue.joining import admission, status
from audiencia.queue.joining import join as joining
from audiencia.queue.unit.commands import TicketCommand
from audiencia.reporting import hall
from audiencia.runtime.context import AppContext
from tests.integration.signaling.node_sockets import count_statements
from tests.support.away import away
from tests.support.page_browser import Browser, NewBrowser, Seen
from tests.support.precedences import record_precedences

FORM = "/unirse/obras-publicas/baches"
FILLED = {
    "read_notice": "yes",
    "consent_attention": "yes",
    "name": "Ana Sofía Núñez",
    "matter": "Hay un bache enorme en la calle Hidalgo",
    "contact": "722 123 4567",
    "adjustment": "captions",
}


async def rows(context: AppContext, table: str) -> int:
    """How many rows a table has."""
    async with context.database.read() as conn:
        count: int = await conn.fetchval(f"SELECT count(*) FROM {table}")
        return count


async def end_ticket(context: AppContext, state: str) -> None:
    """As if what leads to this end had happened."""
    async with context.database.begin() as tx:
        await tx.conn.execute("ALTER TABLE ticket DISABLE TRIGGER ticket_transition")
        await tx.conn.execute("UPDATE ticket SET state = $1, contact_index = NULL, device_index = NULL", state)
        await tx.conn.execute("ALTER TABLE ticket ENABLE TRIGGER ticket_transition")


async def test_from_the_home_page_to_the_number(browser: Browser, context: AppContext) -> None:
    for path in ("/", "/areas", "/areas/obras-publicas", FORM):
        seen = await browser.get(path)
        assert seen.status == 200, path
    assert 'data-testid="short-notice"' in seen.text
    assert seen.text.index("short-notice") < seen.text.index('name="name"')
    assert "checked" not in seen.text
    taken = await browser.send(FORM, FILLED)
    assert (taken.status, taken.path) == (200, "/turno")
    assert "OP-001" in taken.text and "MTP-" in taken.text
    assert "__Host-turno" in browser.cookies
    assert await rows(context, "consent") == 1


async def test_each_browser_gets_forms_and_pages_with_its_own_secrets(
    new_browser: NewBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pages are rendered once: what stands in them of one person must not stand in another's."""
    rendered: list[str] = []
    render = Template.render

    def counted(self: Template, *args: Any, **values: Any) -> str:
        rendered.append(str(self.name))
        return render(self, *args, **values)

    monkeypatch.setattr(Template, "render", counted)
    one, other = await new_browser(), await new_browser()
    forms = [await browser.get(FORM) for browser in (one, other)]
    for name in ("csrf", "submission_id"):
        assert forms[0].hidden[name] != forms[1].hidden[name]
        assert forms[0].hidden[name] not in forms[1].text
    taken = [await browser.send(FORM, FILLED) for browser in (one, other)]
    assert ("OP-001" in taken[0].text, "OP-002" in taken[1].text) == (True, True)
    for text, others in ((taken[0].text, taken[1].text), (taken[1].text, taken[0].text)):
        for secret in re.findall(r'<dd class="code">([^<]+)</dd>|nonce="([^"]+)"', text):
            assert "".join(secret) not in others
    assert [rendered.count(one) for one in ("queue/joining/join.html", "followup/turn.html")] == [1, 1]


async def test_a_double_submit_is_one_number(browser: Browser, context: AppContext) -> None:
    form = (await browser.get(FORM)).hidden | FILLED
    first = await browser.post(FORM, form)
    token = browser.cookies["__Host-turno"]
    second = await browser.post(FORM, form)
    assert first.path == second.path == "/turno"
    assert browser.cookies["__Host-turno"] == token
    assert await rows(context, "ticket") == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"matter": ""}, "matter"),
        ({"matter": "x" * 301}, "matter"),
        ({"contact": "x" * 121}, "contact"),
        ({"contact": "no tengo"}, "contact"),
        ({"read_notice": ""}, "read_notice"),
        ({"consent_attention": ""}, "consent_attention"),
        ({"adjustment": "deafness"}, "adjustment"),
        ({"submission_id": "7"}, None),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_typed_stays(
    browser: Browser, context: AppContext, change: dict[str, str], field: str | None
) -> None:
    seen = await browser.send(FORM, FILLED | change)
    assert seen.status == 400
    assert 'data-testid="error-summary"' in seen.text
    assert re.findall(r'id="(\w+)-error"', seen.text) == ([field] if field else [])
    if "matter" not in change:
        assert FILLED["matter"] in seen.text
    assert await rows(context, "person") == await rows(context, "attention") == 0
    assert "__Host-turno" not in browser.cookies


async def test_all_problems_at_once(browser: Browser) -> None:
    seen = await browser.send(FORM, {"name": "", "matter": ""})
    wrong = ["name", "matter", "read_notice", "consent_attention"]
    assert re.findall(r'<li><a href="#(\w+)">', seen.text) == wrong
    for field in wrong:
        assert f'id="{field}-error"' in seen.text


async def test_nobody_under_18_is_admitted_before_mother_father_or_guardian_authorises_it(
    browser: Browser, context: AppContext
) -> None:
    form, minor = await browser.get(FORM), FILLED | {"minor": "yes"}
    assert 'name="minor"' in form.text and not re.search(r'name="(age|birth)', form.text), "no age is asked"
    for said, wrong in (
        ({}, ["guardian_name", "guardian_agrees"]),
        ({"guardian_name": "Rosa Núñez"}, ["guardian_agrees"]),
        ({"guardian_agrees": "yes"}, ["guardian_name"]),
        ({"guardian_name": "x" * 121, "guardian_agrees": "yes"}, ["guardian_name"]),
    ):
        seen = await browser.send(FORM, minor | said)
        assert (seen.status, re.findall(r'<li><a href="#(\w+)">', seen.text)) == (400, wrong)
        assert await rows(context, "person") == 0
    assert "llámenos" in (await browser.send(FORM, minor)).text, "whom to ask"
    taken = await browser.send(FORM, minor | {"guardian_name": " Rosa  Núñez ", "guardian_agrees": "yes"})
    assert taken.path == "/turno"
    async with context.database.read() as conn:
        given = await conn.fetch("SELECT purpose, notice_version, means, witness FROM consent ORDER BY id")
        visit = await conn.fetchrow("SELECT id, person_id, guardian_sealed FROM attention")
        assert visit is not None
        key = await person_key(conn, context.keyring, visit["person_id"])
    version = context.municipality.notice.version
    assert [tuple(row) for row in given] == [("attention", version, "web", None), ("guardian", version, "web", None)]
    assert key.open(visit["guardian_sealed"], aad("attention.guardian", visit["id"])) == "Rosa Núñez"


async def test_a_changed_notice_is_read_again(browser: Browser, context: AppContext) -> None:
    seen = await browser.send(FORM, FILLED | {"notice_hash": "0" * 64})
    assert seen.status == 409
    assert "cambió mientras" in seen.text and FILLED["name"] in seen.text
    assert 'name="read_notice" value="yes" checked' not in seen.text
    again = await browser.post(FORM, seen.hidden | FILLED)
    assert again.path == "/turno"


@pytest.mark.parametrize("path", ["/unirse/obras-publicas/nada", "/unirse/nada/baches", "/areas/nada"])
async def test_unknown_topic(browser: Browser, path: str) -> None:
    seen = await browser.get(path)
    assert seen.status == 404
    assert seen.code in ("unknown_topic", "unknown_department")


async def test_a_draft_is_kept_in_the_tab_but_of_a_complaint(browser: Browser) -> None:
    for path, kept in ((FORM, True), ("/unirse/seguridad/queja-de-trato", False)):
        seen = await browser.get(path)
        assert "data-written" in seen.text
        assert ("data-draft-key" in seen.text, "data-draft-said" in seen.text) == (kept, kept)


async def test_a_closed_jornada(browser: Browser, context: AppContext) -> None:
    form = await browser.get(FORM)
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE session SET state = 'closing'; UPDATE session SET state = 'closed'")
    seen = await browser.post(FORM, form.hidden | FILLED)
    assert seen.status == 409 and seen.code == "session_closed"
    assert await rows(context, "person") == 0


async def test_two_hundred_people_behind_one_address(new_browser: NewBrowser, context: AppContext) -> None:
    limit = context.municipality.limits.queue_cap
    departments = [
        f"/unirse/{department.slug}/{department.topics[0].slug}"
        for department in context.municipality.public_departments
    ]
    assert limit * len(departments) >= 200
    for person in range(200):
        browser = await new_browser()
        contact = {"contact": f"722 123 {person:04d}" if person % 3 else ""}
        seen = await browser.send(departments[person % len(departments)], FILLED | contact)
        assert seen.path == "/turno", (person, seen.code)
    assert await rows(context, "ticket") == 200


async def test_nothing_readable_is_stored(browser: Browser, context: AppContext) -> None:
    await browser.send(FORM, FILLED)
    async with context.database.read() as conn:
        tables = [row[0] for row in await conn.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        kept = [str(row[0]) for table in tables for row in await conn.fetch(f'SELECT t::text FROM "{table}" t')]
    everything = "\n".join(kept)
    for secret in ("Ana Sof", "bache enorme", "722 123", "captions"):
        assert secret not in everything
        assert secret.encode().hex() not in everything


async def test_a_foreign_or_changed_cookie_is_no_ticket(new_browser: NewBrowser, context: AppContext) -> None:
    owner = await new_browser()
    await owner.send(FORM, FILLED)
    token = owner.cookies["__Host-turno"]
    other = await new_browser()
    for value in (token[:-1] + ("A" if token[-1] != "A" else "B"), "x", ""):
        other.set_cookie("__Host-turno", value)
        assert (await other.get("/turno")).code == "ticket_needed"
    other.set_cookie("__Host-turno", token)
    assert "OP-001" in (await other.get("/turno")).text
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE attention SET secret_generation = 2")
    assert (await owner.get("/turno")).code == "ticket_needed"
    assert "__Host-turno" not in owner.cookies


async def test_without_a_ticket(browser: Browser) -> None:
    seen = await browser.get("/turno")
    assert seen.status == 403 and seen.code == "ticket_needed"


async def test_a_form_of_another_visit(new_browser: NewBrowser) -> None:
    mine, theirs = await new_browser(), await new_browser()
    form = await mine.get(FORM)
    await theirs.get(FORM)
    seen: Seen = await theirs.post(FORM, form.hidden | FILLED)
    assert seen.status == 403 and seen.code == "csrf"


async def test_whoever_is_in_line_is_shown_the_own_number(browser: Browser, context: AppContext) -> None:
    form = (await browser.get(FORM)).hidden | FILLED
    await browser.post(FORM, form)
    token = browser.cookies["__Host-turno"]
    other_form = form | {"submission_id": str(uuid4())}
    for path in (FORM, "/unirse/agua/fugas"):
        for seen in (await browser.get(path), await browser.post(path, other_form)):
            assert (seen.status, seen.code) == (409, "device_in_line")
            assert unbroken("OP-001") in seen.text and 'data-testid="open-my-ticket"' in seen.text
    assert browser.cookies["__Host-turno"] == token
    assert await rows(context, "ticket") == await rows(context, "person") == 1
    assert "OP-001" in (await browser.get("/turno")).text


@pytest.mark.parametrize("state", ["served", "left", "cancelled", "lapsed", "carried_over", "no_show"])
async def test_after_the_end_of_a_number_another_can_be_taken(
    browser: Browser, context: AppContext, state: str
) -> None:
    await browser.send(FORM, FILLED)
    await end_ticket(context, state)
    assert (await browser.get(FORM)).path == FORM
    assert "OP-002" in (await browser.send(FORM, FILLED)).text
    assert await rows(context, "ticket") == 2


async def test_whoever_left_the_line_can_join_again(browser: Browser, context: AppContext) -> None:
    await browser.send(FORM, FILLED)
    async with context.database.read() as conn:
        ticket_id = TicketId(await conn.fetchval("SELECT id FROM ticket"))
    await answer.leave(context, TicketCommand(ticket_id, CommandId(uuid4())))
    assert "OP-002" in (await browser.send(FORM, FILLED)).text


async def test_whoever_has_no_number_yet_waits_for_a_connection_behind_all_others(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = record_precedences(monkeypatch)
    await browser.get("/areas")
    assert Precedence.LATER not in asked
    await browser.get(FORM)
    shown = asked.count(Precedence.LATER)
    assert shown
    taken = await browser.send(FORM, FILLED)
    assert taken.path == "/turno"
    assert asked.count(Precedence.LATER) > 2 * shown  # once more for the form, and for the number
    asked.clear()
    await browser.get("/turno")
    assert set(asked) == {Precedence.USUAL}


def _in_a_request() -> bool:
    """Whether a page's request asks, not what the process does beside."""
    task = asyncio.current_task()
    running = getattr(None if task is None else task.get_coro(), "__qualname__", "")
    return str(running).startswith(f"{RequestHandler.__name__}.")


async def test_a_join_asks_the_database_little(new_browser: NewBrowser, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each round trip is a tenth of a millisecond and more, of all who come in the same minute."""
    # What a process reads once in some seconds, or once for many people, is read for the first person.
    monkeypatch.setattr(hall, "KEPT_SECONDS", math.inf)
    await (await new_browser()).send(FORM, FILLED)
    browser, statements = await new_browser(), count_statements(monkeypatch, _in_a_request)
    form = (await browser.get(FORM)).hidden | FILLED
    shown = len(statements)
    assert (await browser.post(FORM, form)).path == "/turno"
    taken = len(statements) - shown
    # One of them asked of a practice alone; where it is estimated when they are done, there is one more.
    assert (shown, taken) == (1, 9), statements


async def test_the_number_is_sent_compressed_to_who_takes_it(new_browser: NewBrowser) -> None:
    taken = await new_browser(**{"Accept-Encoding": "gzip, deflate, br"})
    await taken.send(FORM, FILLED)
    _, headers, content = await taken.download("/turno")
    plain = await new_browser()
    for name, value in taken.cookies.items():
        plain.set_cookie(name, value)
    shown = await plain.get("/turno")
    assert (headers.get("Content-Encoding"), shown.headers.get("Content-Encoding")) == ("gzip", None)
    refusing = await new_browser(**{"Accept-Encoding": "gzip;q=0, identity"})
    for name, value in taken.cookies.items():
        refusing.set_cookie(name, value)
    assert "OP-001" in (await refusing.get("/turno")).text
    unpacked, own = gzip.decompress(content).decode(), r'nonce="[^"]*"'
    assert "OP-001" in unpacked and re.sub(own, "", unpacked) == re.sub(own, "", shown.text)


async def test_what_was_typed_comes_back_while_the_database_is_away(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = await browser.get(FORM)
    for module, name in ((joining, "join"), (admission, "admission"), (status, "held_ticket")):
        monkeypatch.setattr(module, name, away)
    chosen = {"use_carried": "yes", "wanted_director": "7"}
    seen = await browser.post(FORM, form.hidden | FILLED | chosen)
    assert seen.status == 503 and FILLED["name"] in seen.text and FILLED["matter"] in seen.text
    assert {name: seen.hidden[name] for name in chosen} == chosen, "choices that cannot be offered now"
    monkeypatch.undo()
    assert (await browser.post(FORM, form.hidden | FILLED)).path == "/turno"


async def test_what_was_typed_comes_back_when_a_limit_is_reached(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = await browser.get(FORM)
    monkeypatch.setattr(rates, "JOINS_PER_VISIT", parse("0/hour"))
    seen = await browser.post(FORM, form.hidden | FILLED)
    assert seen.status == 429 and FILLED["name"] in seen.text and FILLED["matter"] in seen.text
    assert int(seen.headers["Retry-After"]) > 0 and 'data-testid="another-way"' in seen.text
    monkeypatch.undo()
    assert (await browser.post(FORM, seen.hidden | FILLED)).path == "/turno"
