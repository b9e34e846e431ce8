"""The front desk takes petitions down, and helps who lost folio or PIN, with everything on record."""

import re

import pytest

from audiencia.cases.use_cases import citizen, submit
from audiencia.core.ids import CaseId, StaffId
from audiencia.core.unbroken import unbroken
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import STAFF_ROLES, Role
from tests.support.away import away
from tests.support.contexts import account
from tests.support.page_browser import Browser, NewBrowser, Seen
from tests.support.petitioning import COMPLAINT, CONTACT, MATTER, NAME, filled, multipart, rows, send
from tests.unit.http.uploads import corpus

PASSWORD = "tapo7-rilu3-semi4-kado5"
PAGE, LOST = "/ventanilla/peticion", "/ventanilla/folio"


@pytest.fixture
async def staff_id(context: AppContext) -> StaffId:
    return await account(context, "ventanilla", Role.FRONT_DESK, PASSWORD)


@pytest.fixture
async def desk(browser: Browser, staff_id: StaffId) -> Browser:
    """Somebody at the front desk, signed in."""
    assert (await browser.send("/entrar", {"username": "ventanilla", "password": PASSWORD})).path == "/ventanilla"
    return browser


def part(seen: Seen, testid: str) -> str:
    found = re.search(rf'data-testid="{testid}"[^>]*>\s*([^<]*?)\s*<', seen.text)
    assert found is not None, testid
    return found[1]


async def only_id(context: AppContext) -> CaseId:
    (row,) = await rows(context, "SELECT id FROM case_file")
    return CaseId(row["id"])  # type: ignore[arg-type]


def searched(**changes: str) -> dict[str, str]:
    return {"identified": "yes", "name": NAME, "q": ""} | changes


@pytest.mark.parametrize("source", ["counter", "telephone"])
async def test_it_is_taken_down_with_witnessed_consents(
    desk: Browser, context: AppContext, staff_id: StaffId, source: str
) -> None:
    slip = await send(desk, filled(source=source, point=""), [("bache.jpg", corpus.jpeg())], path=PAGE)
    assert slip.status == 200 and NAME not in slip.text and MATTER not in slip.text
    case_id = await only_id(context)
    assert part(slip, "slip-pin") == context.keyring.pin(case_id, 1) and part(slip, "slip-pin") not in slip.path
    (case,) = await rows(context, "SELECT source, made_by FROM case_file")
    assert case == {"source": source, "made_by": staff_id}
    consents = await rows(context, "SELECT DISTINCT means, witness FROM consent")
    assert consents == [{"means": source, "witness": staff_id}]
    (attachment,) = await rows(context, "SELECT author FROM case_attachment")
    assert attachment == {"author": "staff"}
    told = await rows(context, "SELECT actor_id, why FROM audit WHERE action = 'petitioned'")
    assert told == [{"actor_id": staff_id, "why": source}]


async def test_what_is_wrong_is_named_for_who_writes_it_down(desk: Browser, context: AppContext) -> None:
    page = await send(desk, filled(source="", name="", matter=""), path=PAGE)
    assert page.status in (400, 422) and '<a href="#source">' in page.text
    page = await send(desk, filled(source="counter", name="", read_notice=""), path=PAGE)
    assert (
        "Escriba el nombre de la persona" in page.text
        and '<a href="#read_notice">' in page.text
        and MATTER in page.text
    )
    assert await rows(context, "SELECT 1 AS one FROM case_file") == []


async def test_it_is_taken_outside_of_hours_too_where_citizens_would_be_refused(
    desk: Browser, context: AppContext
) -> None:
    await rows(
        context,
        "UPDATE app_clock SET shift = '2026-11-14T03:00Z'::timestamptz - clock_timestamp(), since = clock_timestamp() RETURNING one",
    )
    assert (await send(desk, filled(source="counter"), path=PAGE)).status == 200


async def test_what_was_changed_since_the_first_sending_is_not_lost(desk: Browser, context: AppContext) -> None:
    form = await desk.get(PAGE)
    for _ in range(2):
        slip = await desk.post(PAGE, multipart(form.hidden | filled(source="counter"), []))
        assert slip.status == 200 and part(slip, "slip-pin")
    seen = await desk.post(PAGE, multipart(form.hidden | filled(source="counter", matter="Y se inundó la escuela"), []))
    (first,) = await rows(context, "SELECT folio FROM case_file")
    assert seen.status == 409 and "Y se inundó la escuela" in seen.text and unbroken(str(first["folio"])) in seen.text


async def test_what_was_typed_comes_back_when_it_cannot_be_kept_now(
    desk: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(submit, "submit", away)
    seen = await send(desk, filled(source="counter"), path=PAGE)
    assert seen.status == 503 and MATTER in seen.text


async def test_the_form_speaks_of_the_person_to_who_fills_it_in(desk: Browser) -> None:
    form = (await desk.get(PAGE)).text
    assert "La respuesta se le da a quien la pide." in form and "si la persona quiere que se le llame" in form
    assert "Si no es ninguno, llámenos" not in form and "Enviarme un correo" not in form


async def test_the_desk_keeps_no_draft(desk: Browser) -> None:
    page = await desk.get(PAGE)
    assert "data-draft=" not in page.text and "data-place" not in page.text and "data-written" in page.text


async def test_who_lost_the_pin_gets_another_one(
    desk: Browser, context: AppContext, staff_id: StaffId, new_browser: NewBrowser
) -> None:
    citizen = await new_browser()
    await send(citizen, filled())
    case_id = await only_id(context)
    found = await desk.send(LOST, searched(name="ZENAIDA  ñáñez quetzalcoatl"))
    assert found.status == 200 and 'data-testid="lost-found"' in found.text and MATTER not in found.text
    slip = await desk.post(f"{LOST}/nip", found.hidden)
    assert part(slip, "slip-pin") == context.keyring.pin(case_id, 2)
    again = await desk.post(f"{LOST}/nip", found.hidden)
    assert part(again, "slip-pin") == part(slip, "slip-pin")
    assert (await citizen.get("/peticiones/recibida")).path == "/seguimiento"
    folio = part(slip, "slip-folio")
    other = await new_browser()
    refused = await other.send("/seguimiento", {"folio": folio, "pin": context.keyring.pin(case_id, 1)})
    assert refused.path == "/seguimiento"
    opened = await other.send("/seguimiento", {"folio": folio, "pin": part(slip, "slip-pin")})
    assert opened.path == "/seguimiento/expediente"
    acts = await rows(
        context,
        "SELECT action, actor_id, object_id FROM audit WHERE object_kind = 'case' AND actor_id IS NOT NULL ORDER BY id",
    )
    assert [(one["action"], one["actor_id"], one["object_id"]) for one in acts] == [
        ("looked_up", staff_id, str(case_id)),
        ("pin_renewed", staff_id, str(case_id)),
    ]
    assert [one["kind"] for one in await rows(context, "SELECT kind FROM case_event ORDER BY id")] == [
        "received",
        "pin_renewed",
    ]


@pytest.mark.parametrize(
    ("q", "there"), [("", True), (CONTACT.upper(), True), ("722 000 0000", False), ("MTP-26-0000-00000", False)]
)
async def test_contact_or_folio_narrows_it(
    desk: Browser, context: AppContext, new_browser: NewBrowser, q: str, there: bool
) -> None:
    await send(await new_browser(), filled())
    found = await desk.send(LOST, searched(q=q))
    assert ("lost-renew" in found.text) is there


async def test_the_folio_itself_finds_it(desk: Browser, context: AppContext, new_browser: NewBrowser) -> None:
    await send(await new_browser(), filled())
    (row,) = await rows(context, "SELECT folio FROM case_file")
    asked = searched(q=str(row["folio"]).lower())
    assert "lost-renew" in (await desk.send(LOST, asked)).text
    await citizen.withdraw(context, await only_id(context))
    found = await desk.send(LOST, asked)
    assert "Retirada" in found.text and "Concluida" not in found.text


@pytest.mark.parametrize(
    ("sent", "searched_for"),
    [
        (filled(), {"name": "Otra Persona"}),
        (filled(anonymous="yes"), {}),
    ],
)
async def test_others_and_the_nameless_are_not_found(
    desk: Browser, context: AppContext, new_browser: NewBrowser, sent: dict[str, str], searched_for: dict[str, str]
) -> None:
    await send(await new_browser(), sent)
    found = await desk.send(LOST, searched(**searched_for))
    assert found.status == 200 and "lost-renew" not in found.text
    (told,) = await rows(context, "SELECT object_kind, object_id FROM audit WHERE action = 'looked_up'")
    assert told["object_kind"] == "name" and NAME not in str(told["object_id"])


async def test_complaints_do_not_exist_here_not_even_by_their_id(
    desk: Browser, context: AppContext, new_browser: NewBrowser
) -> None:
    await send(await new_browser(), filled(topic="", about="agua"), path=COMPLAINT)
    case_id = await only_id(context)
    found = await desk.send(LOST, searched())
    assert "lost-renew" not in found.text
    tried = {
        "csrf": found.hidden["csrf"],
        "case": str(case_id),
        "command_id": "00000000-0000-4000-8000-000000000001",
        "name": NAME,
    }
    assert (await desk.post(f"{LOST}/nip", tried)).code == "unknown_case"


async def test_a_pin_is_renewed_only_under_the_name(
    desk: Browser, context: AppContext, new_browser: NewBrowser
) -> None:
    await send(await new_browser(), filled())
    found = await desk.send(LOST, searched())
    assert (await desk.post(f"{LOST}/nip", found.hidden | {"name": "Otra"})).code == "unknown_case"
    assert (await desk.post(f"{LOST}/nip", found.hidden | {"case": "x"})).code == "bad_input"
    (row,) = await rows(context, "SELECT secret_generation FROM case_file")
    assert row["secret_generation"] == 1


@pytest.mark.parametrize(
    ("changes", "field"), [({"identified": ""}, "identified"), ({"name": " "}, "name"), ({"q": "¿?"}, "q")]
)
async def test_without_identification_nothing_is_looked_up(
    desk: Browser, context: AppContext, changes: dict[str, str], field: str
) -> None:
    page = await desk.send(LOST, searched(**changes))
    assert page.status in (400, 422) and f'<a href="#{field}">' in page.text and "Revise este campo" not in page.text
    assert await rows(context, "SELECT 1 AS one FROM audit WHERE action = 'looked_up'") == []


@pytest.mark.parametrize("role", sorted(STAFF_ROLES - {Role.FRONT_DESK}))
async def test_nobody_else_opens_it(browser: Browser, context: AppContext, role: Role) -> None:
    department = "agua" if role in (Role.DIRECTOR, Role.ASSISTANT) else None
    await account(context, "otra", role, PASSWORD, department)
    await browser.send("/entrar", {"username": "otra", "password": PASSWORD})
    for path in (PAGE, LOST):
        assert (await browser.get(path)).status == 403
