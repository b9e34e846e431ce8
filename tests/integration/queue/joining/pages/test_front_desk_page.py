"""The front desk: numbers for people without a page, their slips, and what they ask for afterwards."""

import re
from uuid import uuid4

import pytest

from audiencia.core import folio
from audiencia.core.ids import QueueId, StaffId, TicketId
from audiencia.core.unbroken import unbroken
from audiencia.queue.joining import admission, front_desk
from audiencia.queue.joining import join as joining
from audiencia.queue.snapshot import decrypted_fields, load_snapshot
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import STAFF_ROLES, Role
from tests.support.away import away
from tests.support.contexts import CONTACTS, DEPARTMENT, account, join
from tests.support.page_browser import Browser, NewBrowser, Seen

PASSWORD = "tapo7-rilu3-semi4-kado5"
PAGE = "/ventanilla"
NAME, MATTER = "Zenaida Quetzalcóatl", "El farol de la esquina parpadea"


@pytest.fixture
async def staff_id(context: AppContext) -> StaffId:
    return await account(context, "ventanilla", Role.FRONT_DESK, PASSWORD)


@pytest.fixture
async def desk(browser: Browser, staff_id: StaffId) -> Browser:
    """Somebody at the front desk, signed in."""
    assert (await browser.send("/entrar", {"username": "ventanilla", "password": PASSWORD})).path == PAGE
    return browser


def filled(**changes: str) -> dict[str, str]:
    """What is said at the counter."""
    fields = {
        "topic": "obras-publicas/baches", "medium": "phone", "name": NAME, "matter": MATTER, "contact": next(CONTACTS),
        "read_notice": "yes", "consent_attention": "yes",
    } | changes  # fmt: skip
    return {name: value for name, value in fields.items() if value}


async def rows(context: AppContext, query: str, *values: object) -> list[dict[str, object]]:
    async with context.database.read() as conn:
        return [dict(row) for row in await conn.fetch(query, *values)]


def part(seen: Seen, testid: str) -> str:
    found = re.search(rf'data-testid="{testid}">\s*([^<]*?)\s*<', seen.text)
    assert found is not None, testid
    return found[1]


async def act(desk: Browser, action: str, ticket: str, **fields: str) -> Seen:
    """A button of one ticket."""
    page = await desk.get(PAGE)
    sent = {"ticket": ticket, "command_id": str(uuid4()), "csrf": page.hidden["csrf"]} | fields
    return await desk.post(f"{PAGE}/{action}", sent)


async def test_what_was_typed_comes_back_while_the_database_is_away(
    desk: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = await desk.get(PAGE)
    for module, name in ((joining, "join"), (admission, "admission"), (front_desk, "made_today")):
        monkeypatch.setattr(module, name, away)
    seen = await desk.post(PAGE, form.hidden | filled())
    assert seen.status == 503 and NAME in seen.text and MATTER in seen.text
    assert 'value="obras-publicas/baches" selected' in seen.text
    assert 'data-testid="desk-line-' not in seen.text, "nothing is said of queues that nobody read"
    monkeypatch.undo()
    assert (await desk.post(PAGE, form.hidden | filled())).status == 200


async def test_what_was_typed_comes_back_after_too_many_wrong_pins(desk: Browser) -> None:
    form, earlier = await desk.get(PAGE), {"carried_folio": folio.make("OP", 2026, b"12345"), "carried_pin": "000000"}
    for _ in range(8):
        seen = await desk.post(PAGE, form.hidden | filled() | earlier)
        assert NAME in seen.text and MATTER in seen.text
    assert seen.status == 429 and int(seen.headers["Retry-After"]) > 0
    assert 'data-testid="another-way"' not in seen.text, "the desk is the other way"
    assert (await desk.post(PAGE, seen.hidden | filled())).status == 200


async def only_ticket(context: AppContext) -> dict[str, object]:
    return (await rows(context, "SELECT * FROM ticket"))[0]


async def test_a_telephone_person_gets_a_number_and_a_slip(
    desk: Browser, context: AppContext, staff_id: StaffId
) -> None:
    slip = await desk.send(PAGE, filled(medium="phone"))
    assert slip.status == 200
    (ticket,) = await rows(context, "SELECT * FROM ticket")
    (attention,) = await rows(context, "SELECT * FROM attention")
    assert (ticket["medium"], ticket["connected"], attention["made_by"]) == ("phone", False, staff_id)
    assert part(slip, "slip-number") == ticket["number"] and part(slip, "slip-folio") == attention["folio"]
    pin = part(slip, "slip-pin")
    assert pin == context.keyring.pin(attention["id"], 1)  # type: ignore[arg-type]
    assert (
        "Lugar 1" in slip.text
        and 'data-testid="slip-code"' in slip.text
        and NAME not in slip.text
        and pin not in slip.path
    )
    (made,) = await rows(context, "SELECT actor_kind FROM event WHERE kind = 'device_code_made'")
    assert made == {"actor_kind": "staff"}
    followed = await desk.send("/seguimiento", {"folio": part(slip, "slip-folio"), "pin": pin})
    assert 'data-testid="found"' in followed.text


MEANS = {"phone": "telephone", "counter": "counter", "video": "counter"}


async def test_the_form_speaks_of_the_person_to_who_fills_it_in(desk: Browser, new_browser: NewBrowser) -> None:
    form, own = (await desk.get(PAGE)).text, (await (await new_browser()).get("/unirse/obras-publicas/baches")).text
    asked = (
        "¿Necesita la persona algún ajuste para participar?",
        "Anote qué le ayuda.",
        "La persona viene de una jornada anterior",
    )
    assert all(one in form and one not in own for one in asked)
    assert all(one in own and one not in form for one in ("Díganos qué le ayuda", "Vengo de una jornada anterior"))


async def test_consents_are_kept_as_given_by_word_of_mouth(
    desk: Browser, context: AppContext, staff_id: StaffId
) -> None:
    for medium in MEANS:
        assert (await desk.send(PAGE, filled(medium=medium))).status == 200
    kept = await rows(context, "SELECT purpose, means, witness, notice_hash FROM consent ORDER BY id")
    same = {"purpose": "attention", "witness": staff_id, "notice_hash": context.municipality.notice.hash}
    assert kept == [same | {"means": means} for means in MEANS.values()]
    told = await rows(context, "SELECT DISTINCT actor_id, why FROM audit WHERE action = 'joined'")
    assert told == [{"actor_id": staff_id, "why": "front_desk"}]
    entries = await rows(context, "SELECT DISTINCT actor_kind, actor_id FROM event WHERE kind = 'joined'")
    assert entries == [{"actor_kind": "staff", "actor_id": staff_id}]


WRONG = (
    ({"contact": ""}, "contact"),
    ({"contact": "ana@example.org"}, "contact"),
    ({"contact": "no tiene"}, "contact"),
    ({"medium": "video", "contact": "no tiene"}, "contact"),
    ({"name": ""}, "name"),
    ({"matter": ""}, "matter"),
    ({"topic": "obras-publicas/nada"}, "topic"),
    ({"topic": ""}, "topic"),
    ({"medium": "pigeon"}, "medium"),
    ({"read_notice": ""}, "read_notice"),
    ({"consent_attention": ""}, "consent_attention"),
)


async def test_what_is_missing_is_named_and_nothing_is_written(desk: Browser, context: AppContext) -> None:
    for changes, field in WRONG:
        seen = await desk.send(PAGE, filled(**changes))
        assert seen.status == 400 and f'id="{field}-error"' in seen.text, changes
        assert f'href="#{field}"' in seen.text and 'data-testid="error-summary"' in seen.text
        assert (NAME in seen.text) is ("name" not in changes)
    assert await rows(context, "SELECT 1 FROM ticket") == []


async def test_the_same_rules_as_for_everybody(desk: Browser, context: AppContext) -> None:
    await join(context)
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE queue SET cap = 1")
    seen = await desk.send(PAGE, filled())
    assert seen.status == 409 and "error-summary" in seen.text
    assert len(await rows(context, "SELECT 1 FROM ticket")) == 1
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE session SET closes_at = app_now()")
    seen = await desk.send(PAGE, filled())
    assert seen.status == 409 and 'data-testid="desk-closed"' in seen.text


async def test_sent_twice_it_is_one_number(desk: Browser, context: AppContext) -> None:
    form = await desk.get(PAGE)
    sent = form.hidden | filled()
    first, second = await desk.post(PAGE, sent), await desk.post(PAGE, sent)
    assert part(first, "slip-number") == part(second, "slip-number")
    assert part(first, "slip-pin") == part(second, "slip-pin")
    assert len(await rows(context, "SELECT 1 FROM ticket")) == 1


async def test_the_list_has_no_name_before_it_is_asked_for(
    desk: Browser, context: AppContext, staff_id: StaffId
) -> None:
    await desk.send(PAGE, filled())
    ticket = await only_ticket(context)
    seen = await desk.get(PAGE)
    assert f'data-testid="made-{ticket["number"]}"' in seen.text
    assert NAME not in seen.text and MATTER not in seen.text
    assert NAME in (await act(desk, "nombre", str(ticket["id"]))).text
    told = "SELECT actor_id, object_id FROM audit WHERE action = 'disclosed' AND why = 'front_desk'"
    assert await rows(context, told) == [{"actor_id": staff_id, "object_id": str(ticket["attention_id"])}]


async def test_what_others_took_is_found_but_not_listed(desk: Browser, context: AppContext) -> None:
    attention_id = await join(context)
    ticket, folio = await only_ticket(context), (await rows(context, "SELECT folio FROM attention"))[0]["folio"]
    listed = f'data-testid="desk-ticket-{ticket["number"]}"'
    assert 'data-testid="made-' not in (await desk.get(PAGE)).text
    number = str(ticket["number"])
    for typed in (number, number.lower().replace("-0", " "), str(folio), str(folio).lower().replace("-", "")):
        assert listed in (await desk.send(f"{PAGE}/buscar", {"q": typed}, page=PAGE)).text, typed
    for typed in ("OP-999", "", "%", str(attention_id)):
        seen = await desk.send(f"{PAGE}/buscar", {"q": typed}, page=PAGE)
        assert seen.status == 400 and listed not in seen.text


async def test_a_slip_again_is_without_pin_and_a_new_one_ends_the_old(desk: Browser, context: AppContext) -> None:
    first = await desk.send(PAGE, filled())
    old, folio, ticket = part(first, "slip-pin"), part(first, "slip-folio"), str((await only_ticket(context))["id"])
    again = await act(desk, "talon", ticket)
    assert part(again, "slip-folio") == folio and "slip-pin" not in again.text and old not in again.text
    assert "<svg" in again.text and 'testid="slip-code"' not in again.text
    command = str(uuid4())
    renewed = [await act(desk, "nip", ticket, command_id=command) for _ in range(2)]
    new = part(renewed[0], "slip-pin")
    assert new != old and part(renewed[1], "slip-pin") == new
    assert (await desk.send("/seguimiento", {"folio": folio, "pin": old})).status == 404
    assert (await desk.send("/seguimiento", {"folio": folio, "pin": new})).status == 200
    assert len(await rows(context, "SELECT 1 FROM audit WHERE action = 'pin_renewed'")) == 1
    assert len(await rows(context, "SELECT 1 FROM event WHERE kind = 'pin_renewed'")) == 1


async def test_a_number_is_cancelled_as_it_was_seen(desk: Browser, context: AppContext) -> None:
    await desk.send(PAGE, filled())
    ticket = await only_ticket(context)
    stale = await act(desk, "cancelar", str(ticket["id"]), version=str(int(str(ticket["version"])) + 1))
    assert stale.status == 409 and (await only_ticket(context))["state"] == "waiting"
    assert (await act(desk, "cancelar", str(ticket["id"]), version=str(ticket["version"]))).status == 200
    assert (await only_ticket(context))["state"] == "cancelled"
    assert await rows(context, "SELECT reason FROM event WHERE kind = 'cancelled'") == [{"reason": "asked_by_person"}]


BUTTONS = ("nombre", "talon", "nip", "cancelar", "regresar", "llegada")


async def test_only_tickets_of_today_and_only_well_formed_buttons(desk: Browser) -> None:
    for action in BUTTONS:
        assert (await act(desk, action, str(uuid4()))).status == 404
        assert (await act(desk, action, "1")).status == 400
        assert (await desk.post(f"{PAGE}/{action}", {"ticket": str(uuid4())})).status == 403


async def test_nobody_else_may(new_browser: NewBrowser, context: AppContext) -> None:
    for role in sorted(STAFF_ROLES - {Role.FRONT_DESK}):
        department = DEPARTMENT if role in (Role.DIRECTOR, Role.ASSISTANT) else None
        await account(context, f"otra-{role}", role, PASSWORD, department)
        other = await new_browser()
        assert (await other.send("/entrar", {"username": f"otra-{role}", "password": PASSWORD})).path != "/entrar"
        assert (await other.get(PAGE)).status == 403
        csrf = (await other.get("/")).hidden["csrf"]
        for action in ("", "/buscar", *(f"/{button}" for button in BUTTONS)):
            assert (await other.post(f"{PAGE}{action}", {"csrf": csrf} | filled())).status == 403


async def test_departments_say_how_their_lines_are(desk: Browser, context: AppContext) -> None:
    await join(context)
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE queue SET state = 'draining' WHERE id = (SELECT max(id) FROM queue)")
    seen = await desk.get(PAGE)
    for department in context.municipality.departments:
        assert f'data-testid="desk-line-{department.slug}"' in seen.text
    assert "1 persona" in seen.text
    assert seen.text.count('data-testid="line-closed"') == 1


async def test_who_shares_a_contact_with_a_number_gets_another_when_the_desk_says_so(
    desk: Browser, context: AppContext
) -> None:
    await join(context, contact="722 555 0142")
    said = filled(contact="+52 (722) 555 0142")
    told = await desk.send(PAGE, said)
    assert told.status == 409 and unbroken("OP-001") in told.text
    assert 'id="other_person-error"' in told.text and NAME in told.text
    assert part(await desk.post(PAGE, told.hidden | said | {"other_person": "yes"}), "slip-number") == "OP-002"
    found = await desk.post(f"{PAGE}/buscar", {"csrf": (await desk.get(PAGE)).hidden["csrf"], "q": "OP-001"})
    assert "OP-002" in found.text.split('data-testid="desk-same-contact">')[1].split("</p>")[0]


async def test_for_a_minor_the_desk_asks_who_authorises_it_and_the_director_reads_it(
    desk: Browser, context: AppContext, staff_id: StaffId
) -> None:
    seen = await desk.send(PAGE, filled(minor="yes"))
    assert (
        seen.status == 400
        and 'id="guardian_name-error"' in seen.text
        and await rows(context, "SELECT FROM person") == []
    )
    assert (await desk.send(PAGE, filled(minor="yes", guardian_name="Rosa", guardian_agrees="yes"))).status == 200
    given = await rows(context, "SELECT means, witness FROM consent WHERE purpose = 'guardian'")
    assert given == [{"means": "telephone", "witness": staff_id}]
    ticket = await only_ticket(context)
    ticket_id, queue_id = TicketId(ticket["id"]), QueueId(ticket["queue_id"])  # type: ignore[arg-type]
    found = await load_snapshot.snapshot(context, decrypted_fields.Opened(), queue_id, [ticket_id])
    assert found.tickets[ticket_id].private.guardian == "Rosa"
