"""A citizen follows the own case without script: where it is, by when, what was written, and what can be done about it."""

from uuid import uuid4

import pytest
from limits import parse

from audiencia.cases.store.inbox import Next
from audiencia.cases.use_cases import citizen, citizen_look, inbox, own_contact, read, taking, work
from audiencia.cases.use_cases.access import Desk
from audiencia.cases.use_cases.held import CaseCommand
from audiencia.cases.use_cases.submit import PetitionRequest, Submitted, submit
from audiencia.core.ids import CaseId, DepartmentId
from audiencia.core.unbroken import unbroken
from audiencia.http.limits import rates
from audiencia.http.uploads.cleaned import Cleaned
from audiencia.privacy.contact import canonical
from audiencia.privacy.store import erase_person
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import DEPARTMENT, TOPIC, account, folio_and_pin, join
from tests.support.open_sessions import execute
from tests.support.page_browser import Browser, NewBrowser
from tests.support.petitioning import multipart
from tests.unit.http.uploads import corpus

FORM, PAGE = "/seguimiento", "/seguimiento/expediente"
MATTER, QUESTION, REPLY, ANSWER = (
    "El bache de la esquina",
    "¿De cuál esquina?",
    "Colorín con Zenzontle",
    "Queda tapado hoy.",
)
NOTE = "ojo, ya van tres"


async def sent(context: AppContext, **changes: object) -> Submitted:
    """A petition of Ana's."""
    notice = context.municipality.notice
    filled: dict[str, object] = {
        "command_id": uuid4(), "kind": "petition", "department": DEPARTMENT, "topic": TOPIC, "name": "Ana Núñez",
        "matter": MATTER, "place": "Centro", "contact": "", "answer_by": "page", "behalf": "self", "behalf_of": "",
        "anonymous": False, "read_notice": True, "purposes": tuple(one.code for one in notice.purposes),
        "notice_hash": notice.hash, "language": "es-MX",
    }  # fmt: skip
    return await submit(context, PetitionRequest(**(filled | changes)))  # type: ignore[arg-type]


class Office:
    """The department that answers."""

    def __init__(self, context: AppContext, desk: Desk) -> None:
        self.context, self.desk = context, desk

    @classmethod
    async def open(cls, context: AppContext) -> "Office":
        staff_id = await account(context, "oficial", Role.DIRECTOR, "x", DEPARTMENT)
        async with context.database.read() as conn:
            department = await conn.fetchval("SELECT id FROM department WHERE slug = $1", DEPARTMENT)
        return cls(context, Desk(staff_id, "Lic. Inés Robles", DepartmentId(department)))

    async def command(self, case_id: CaseId) -> CaseCommand:
        found = await citizen_look.look(self.context, case_id)
        return CaseCommand(self.desk, case_id, found.version)


async def answer_id(context: AppContext) -> str:
    """Of the only answer there is."""
    async with context.database.read() as conn:
        return str(await conn.fetchval("SELECT id FROM case_message WHERE kind = 'answer'"))


async def test_the_whole_way_without_script(browser: Browser, context: AppContext) -> None:
    petition, office = await sent(context), await Office.open(context)
    case_id = petition.case_id
    seen = await browser.send(FORM, {"folio": petition.folio, "pin": petition.pin})
    assert (seen.status, seen.path) == (200, PAGE)
    for text in (petition.folio, MATTER, 'data-state="received"', 'data-testid="case-due"'):
        assert text in seen.text
    assert petition.pin not in seen.text
    assert seen.headers["Cache-Control"] == "no-store"

    await work.note(context, await office.command(case_id), NOTE)
    await work.ask(context, await office.command(case_id), QUESTION)
    seen = await browser.get(PAGE)
    assert QUESTION in seen.text and NOTE not in seen.text
    seen = await browser.send("/seguimiento/expediente/aclarar", {"reply": REPLY}, page=PAGE)
    assert REPLY in seen.text and 'data-testid="case-question"' not in seen.text

    await work.answer(context, await office.command(case_id), ANSWER, "page")
    seen = await browser.get(PAGE)
    assert ANSWER in seen.text and "Lic. Inés Robles" in seen.text and 'data-state="answered"' in seen.text
    paper = await browser.get(f"/seguimiento/expediente/{await answer_id(context)}.pdf")
    assert paper.status == 200 and paper.headers["Content-Type"] == "application/pdf"
    assert (await browser.get(f"/seguimiento/expediente/{uuid4()}.pdf")).status == 404
    async with context.database.read() as conn:
        proof = await conn.fetchval("SELECT proof FROM case_message WHERE kind = 'answer'")
    assert proof == "seen_on_page"

    seen = await browser.send("/seguimiento/expediente/calificar", {"rating": "4"}, page=PAGE)
    assert 'data-testid="case-rated"' in seen.text
    answered = await browser.get(PAGE)
    for _ in range(2):
        seen = await browser.post("/seguimiento/expediente/conforme", answered.hidden)
        assert seen.status == 200 and 'data-state="concluded"' in seen.text
    seen = await browser.send(
        "/seguimiento/expediente/reabrir", {"cause": "partly", "why": "Se volvió a abrir"}, page=PAGE
    )
    assert 'data-state="reopened"' in seen.text and "Se volvió a abrir" in seen.text


async def test_it_is_withdrawn_and_says_so_to_both_sides(browser: Browser, context: AppContext) -> None:
    petition, office = await sent(context), await Office.open(context)
    await browser.send(FORM, {"folio": petition.folio, "pin": petition.pin})
    assert 'data-testid="case-withdraw"' in (await browser.get(PAGE)).text
    await execute(context, "UPDATE app_clock SET shift = shift + interval '60 days'")
    assert "Le debíamos" in (await browser.get(PAGE)).text
    seen = await browser.send("/seguimiento/expediente/retirar", {}, page=PAGE)
    for text in ("Retirada", "Usted la retiró", 'data-state="concluded"'):
        assert text in seen.text
    for gone in ("case-withdraw", "case-write", "case-reopen", "case-accept", "case-rating", "case-due", "Le debíamos"):
        assert gone not in seen.text
    view = await read.open_case(context, office.desk, petition.folio)
    assert (view.case.withdrawal, view.clock.urgency, view.next) == ("withdrawn", None, Next.NOTHING)


async def test_of_what_is_over_no_answer_is_owed(browser: Browser, context: AppContext) -> None:
    petition, office = await sent(context), await Office.open(context)
    await work.answer(context, await office.command(petition.case_id), ANSWER, "page")
    await citizen.accept(context, petition.case_id)
    await execute(context, "UPDATE app_clock SET shift = shift + interval '60 days'")
    seen = await browser.send(FORM, {"folio": petition.folio, "pin": petition.pin})
    assert 'data-state="concluded"' in seen.text and "Le debíamos" not in seen.text


async def test_a_message_that_is_sent_twice_is_written_once(browser: Browser, context: AppContext) -> None:
    petition = await sent(context)
    seen = await browser.send(FORM, {"folio": petition.folio, "pin": petition.pin})
    hidden = seen.hidden
    for _ in range(2):
        seen = await browser.post("/seguimiento/expediente/mensaje", hidden | {"message": "¿Hay fecha?"})
    assert seen.text.count("¿Hay fecha?") == 1


async def test_a_page_that_the_browser_kept_sends_each_text_of_each_form(browser: Browser, context: AppContext) -> None:
    petition, office = await sent(context), await Office.open(context)
    await work.ask(context, await office.command(petition.case_id), QUESTION)
    seen = await browser.send(FORM, {"folio": petition.folio, "pin": petition.pin})
    kept = seen.hidden
    assert "lo que escriba aquí cuenta como su respuesta" in seen.text
    for act, field, text in (
        ("mensaje", "message", "Voy a preguntar"),
        ("aclarar", "reply", REPLY),
        ("mensaje", "message", "Y gracias"),
    ):
        seen = await browser.post(f"/seguimiento/expediente/{act}", kept | {field: text})
        assert seen.status == 200 and seen.text.count(text) == 1
    await work.answer(context, await office.command(petition.case_id), ANSWER, "page")
    seen = await browser.post("/seguimiento/expediente/reabrir", kept | {"cause": "unclear", "why": REPLY})
    assert 'data-state="reopened"' in seen.text and seen.text.count(REPLY) == 2


async def test_what_was_asked_is_answered_with_photographs_that_both_sides_take(
    browser: Browser, context: AppContext
) -> None:
    first = Cleaned("calle.jpg", "image/jpeg", corpus.jpeg())
    petition, office = await sent(context, files=(first,)), await Office.open(context)
    await work.ask(context, await office.command(petition.case_id), QUESTION)
    seen = await browser.send(FORM, {"folio": petition.folio, "pin": petition.pin})
    assert "Lugar: Centro" in seen.text and "calle.jpg</a>" in seen.text
    form = seen.hidden | {"reply": REPLY}
    refused = await browser.post(
        f"{PAGE}/aclarar", multipart(form, [("plano.jpg", corpus.SVG), ("bache.jpg", corpus.jpeg())])
    )
    assert refused.status == 400 and '<a href="#reply_files">Uno de los archivos no es' in refused.text
    assert "<b>plano.jpg</b>: no es una foto" in refused.text and REPLY in refused.text
    assert (await citizen_look.look(context, petition.case_id)).asked_until is not None, "nothing was sent"
    for _ in range(2):
        seen = await browser.post(f"{PAGE}/aclarar", multipart(form, [("bache.jpg", corpus.jpeg())]))
    assert seen.status == 200 and seen.text.count("bache.jpg</a>") == 1
    view = await read.open_case(context, office.desk, petition.folio)
    assert [one.name for one in view.messages[-1].files] == ["bache.jpg"]
    file_id = view.messages[-1].files[0].id
    taken = await browser.get(f"{PAGE}/archivos/{file_id}")
    assert taken.status == 200 and "attachment" in taken.headers["Content-Disposition"]
    assert (await taking.of_staff(context, office.desk, petition.folio, file_id)).name == "bache.jpg"


async def test_the_contact_is_corrected_where_it_is_needed_and_allowed(browser: Browser, context: AppContext) -> None:
    petition = await sent(context, contact="722 123 45 67", answer_by="telephone")
    seen = await browser.send(FORM, {"folio": petition.folio, "pin": petition.pin})
    assert f'data-sent="{petition.folio} contacto" data-testid="contact-now">722 123 45 67<' in seen.text
    act = f"{PAGE}/contacto"
    for typed, said in (
        ("la casa azul", "Esto no es un teléfono"),
        ("ana@example.org", "Escriba el teléfono o correo"),
    ):
        refused = await browser.send(act, {"contact": typed}, page=PAGE)
        assert refused.status == 400 and said in refused.text and f'value="{typed}"' in refused.text
    for _ in range(2):
        seen = await browser.send(act, {"contact": "722 765 43 21"}, page=PAGE)
    assert seen.path == PAGE and 'data-testid="contact-now">722 765 43 21<' in seen.text
    office = await Office.open(context)
    view = await read.open_case(context, office.desk, petition.folio)
    assert view.personal.contact == "722 765 43 21"
    assert [one.kind for one in view.events].count("contact_corrected") == 1
    async with context.database.read() as conn:
        index = await conn.fetchval("SELECT contact_index FROM case_file")
        assert await conn.fetchval("SELECT count(*) FROM audit WHERE action = 'contact_corrected'") == 1
    assert index == context.keyring.blind_index(canonical("722 765 43 21") or "")


async def test_an_empty_box_leaves_the_contact(browser: Browser, context: AppContext) -> None:
    petition = await sent(context, contact="722 123 45 67", answer_by="page")
    await browser.send(FORM, {"folio": petition.folio, "pin": petition.pin})
    refused = await browser.send(f"{PAGE}/contacto", {"contact": "  "}, page=PAGE)
    assert refused.status == 400 and '<a href="#contact">Escriba el nuevo teléfono o correo' in refused.text
    assert (await citizen_look.look(context, petition.case_id)).contact == "722 123 45 67"


async def test_the_contact_is_corrected_five_times_a_day(browser: Browser, context: AppContext) -> None:
    petition = await sent(context, contact="722 123 45 67", answer_by="page")
    await browser.send(FORM, {"folio": petition.folio, "pin": petition.pin})
    for number in range(own_contact.CORRECTIONS_A_DAY):
        seen = await browser.send(f"{PAGE}/contacto", {"contact": f"722 765 43 2{number}"}, page=PAGE)
        assert seen.status == 200
    refused = await browser.send(f"{PAGE}/contacto", {"contact": "ana@example.org"}, page=PAGE)
    assert refused.status == 409 and "Hoy corrigió muchas veces" in refused.text and "ana@example.org" in refused.text
    assert (await citizen_look.look(context, petition.case_id)).contact == "722 765 43 24"
    await execute(context, "UPDATE app_clock SET shift = shift + interval '25 hours'")
    await browser.send(FORM, {"folio": petition.folio, "pin": petition.pin})
    seen = await browser.send(f"{PAGE}/contacto", {"contact": "ana@example.org"}, page=PAGE)
    assert seen.status == 200 and 'data-testid="contact-now">ana@example.org<' in seen.text


async def test_a_page_of_another_folio_writes_into_no_case(browser: Browser, context: AppContext) -> None:
    first, second = await sent(context, contact="722 123 45 67"), await sent(context, contact="722 111 22 33")
    office = await Office.open(context)
    await work.ask(context, await office.command(first.case_id), QUESTION)
    await work.ask(context, await office.command(second.case_id), QUESTION)
    old = await browser.send(FORM, {"folio": first.folio, "pin": first.pin})
    await browser.send(FORM, {"folio": second.folio, "pin": second.pin})
    before = (await citizen_look.look(context, second.case_id)).version
    filled = old.hidden | {"contact": "ana@example.org", "message": REPLY, "reply": REPLY, "rating": "4", "allow": "no"}
    for act, typed in (
        ("contacto", "ana@example.org"), ("mensaje", REPLY), ("aclarar", REPLY), ("retirar", ""), ("autorizaciones", ""),
        ("conforme", ""), ("calificar", ""), ("reabrir", ""),
    ):  # fmt: skip
        refused = await browser.post(f"{PAGE}/{act}", filled)
        assert refused.status == 409 and "En este dispositivo se abrió otro expediente" in refused.text, act
        if typed:
            assert f'rows="6" readonly>{typed}</textarea>' in refused.text, act
    form = multipart(old.hidden | {"reply": REPLY}, [("bache.jpg", corpus.jpeg())])
    refused = await browser.post(f"{PAGE}/aclarar", form)
    assert (
        refused.status == 409 and 'data-testid="files-not-sent"' in refused.text and "<b>bache.jpg</b>" in refused.text
    )
    found = await citizen_look.look(context, second.case_id)
    assert (found.version, found.contact) == (before, "722 111 22 33")
    assert not [one for one in found.written if one.mine] and found.asked_until is not None


async def test_without_an_open_folio_what_was_typed_comes_back(browser: Browser, context: AppContext) -> None:
    petition = await sent(context, contact="722 123 45 67")
    old = (await browser.send(FORM, {"folio": petition.folio, "pin": petition.pin})).hidden
    visit = await join(context)
    folio, pin = await folio_and_pin(context, visit)
    await browser.send("/seguimiento/borrar", {}, page=PAGE)
    hidden = old | (await browser.send(FORM, {"folio": folio, "pin": pin})).hidden
    for act, field in (("mensaje", "message"), ("contacto", "contact"), ("reabrir", "why")):
        seen = await browser.post(f"{PAGE}/{act}", hidden | {field: REPLY})
        assert seen.status == 409 and f'rows="6" readonly>{REPLY}</textarea>' in seen.text, act
        assert "Nada se envió" in seen.text and 'data-testid="follow-submit"' in seen.text
        assert "Cópielo primero" in seen.text
    form = multipart(hidden | {"message": REPLY}, [("bache.jpg", corpus.jpeg())])
    assert "<b>bache.jpg</b>" in (await browser.post(f"{PAGE}/mensaje", form)).text
    plain = await browser.post(f"{PAGE}/conforme", hidden)
    assert plain.status == 409 and "Nada se envió" in plain.text and "readonly" not in plain.text
    assert [one for one in (await citizen_look.look(context, petition.case_id)).written if one.mine] == []


async def test_each_form_of_the_page_says_of_which_folio_it_is(browser: Browser, context: AppContext) -> None:
    petition, office = await sent(context, contact="722 123 45 67"), await Office.open(context)
    await browser.send(FORM, {"folio": petition.folio, "pin": petition.pin})
    asked = await office.command(petition.case_id)
    await work.ask(context, asked, QUESTION)
    pages = [(await browser.get(PAGE)).text]
    await work.answer(context, await office.command(petition.case_id), ANSWER, "page")
    pages += [(await browser.get(PAGE)).text, (await browser.get("/seguimiento/datos")).text]
    forms = [one.split("</form>")[0] for page in pages for one in page.split('<form method="post" action="')[1:]]
    own = [one for one in forms if one.startswith(("/seguimiento/expediente/", "/seguimiento/datos"))]
    assert len({one.split('"')[0] for one in own}) == 9
    for one in own:
        assert f'name="folio" value="{petition.folio}"' in one, one.split('"')[0]


async def test_who_gave_neither_name_nor_contact_agreed_to_no_use_of_one(browser: Browser, context: AppContext) -> None:
    petition = await sent(context, name="", anonymous=True)
    seen = await browser.send(FORM, {"folio": petition.folio, "pin": petition.pin})
    assert "case-contact" not in seen.text
    assert (await browser.send(f"{PAGE}/contacto", {"contact": "722 765 43 21"}, page=PAGE)).status == 409


async def test_what_was_typed_into_a_form_that_is_gone_is_shown(browser: Browser, context: AppContext) -> None:
    petition, office = await sent(context), await Office.open(context)
    seen = await browser.send(FORM, {"folio": petition.folio, "pin": petition.pin})
    await work.answer(context, await office.command(petition.case_id), ANSWER, "page")
    await browser.send("/seguimiento/expediente/conforme", {}, page=PAGE)
    seen = await browser.post("/seguimiento/expediente/mensaje", seen.hidden | {"message": REPLY})
    assert seen.status == 409 and 'data-testid="case-typed"' in seen.text and REPLY in seen.text


@pytest.mark.parametrize(("act", "field"), [("mensaje", "message"), ("aclarar", "reply"), ("reabrir", "cause")])
async def test_an_empty_form_that_is_gone_is_refused_without_a_way_to_its_field(
    browser: Browser, context: AppContext, act: str, field: str
) -> None:
    petition = await sent(context)
    seen = await browser.send(FORM, {"folio": petition.folio, "pin": petition.pin})
    await browser.send("/seguimiento/expediente/retirar", {}, page=PAGE)
    seen = await browser.post(f"/seguimiento/expediente/{act}", seen.hidden | {field: " "})
    assert seen.status == 409 and 'data-testid="error-summary"' in seen.text and f'href="#{field}"' not in seen.text


async def test_what_cannot_be_sent_keeps_what_was_typed(browser: Browser, context: AppContext) -> None:
    petition = await sent(context)
    await browser.send(FORM, {"folio": petition.folio, "pin": petition.pin})
    seen = await browser.send("/seguimiento/expediente/mensaje", {"message": "  "}, page=PAGE)
    assert seen.status == 400 and 'data-testid="error-summary"' in seen.text and "Escriba el mensaje" in seen.text
    seen = await browser.send("/seguimiento/expediente/mensaje", {"message": "x" * 2001}, page=PAGE)
    assert seen.status == 400 and "x" * 2001 in seen.text
    office = await Office.open(context)
    await work.answer(context, await office.command(petition.case_id), ANSWER, "page")
    for act, words in (("calificar", "Elija una de las cinco"), ("reabrir", "Elija por qué no se resolvió")):
        seen = await browser.send(f"/seguimiento/expediente/{act}", {}, page=PAGE)
        assert seen.status == 400 and words in seen.text


async def test_what_comes_too_often_keeps_what_was_typed(
    browser: Browser, context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    petition = await sent(context)
    await browser.send(FORM, {"folio": petition.folio, "pin": petition.pin})
    monkeypatch.setattr(rates, "FOLLOWS_PER_ADDRESS", parse("1/hour"))
    seen = await browser.send("/seguimiento/expediente/mensaje", {"message": "Ya vinieron"}, page=PAGE)
    assert seen.status == 200
    seen = await browser.send("/seguimiento/expediente/mensaje", {"message": REPLY}, page=PAGE)
    assert seen.status == 429 and REPLY in seen.text and 'data-testid="error-summary"' in seen.text


async def test_other_words_upon_opening_it_again_are_shown_as_not_sent(browser: Browser, context: AppContext) -> None:
    petition, office = await sent(context), await Office.open(context)
    await work.answer(context, await office.command(petition.case_id), ANSWER, "page")
    seen = await browser.send(FORM, {"folio": petition.folio, "pin": petition.pin})
    opened = await browser.post("/seguimiento/expediente/reabrir", seen.hidden | {"cause": "partly"})
    assert opened.status == 200 and 'data-state="reopened"' in opened.text
    again = await browser.post("/seguimiento/expediente/reabrir", seen.hidden | {"cause": "partly", "why": REPLY})
    assert again.status == 409 and 'data-testid="case-typed"' in again.text and REPLY in again.text


async def test_a_message_upon_the_answer_is_to_be_read(browser: Browser, context: AppContext) -> None:
    petition, office = await sent(context), await Office.open(context)
    await work.answer(context, await office.command(petition.case_id), ANSWER, "page")
    seen = await browser.send(FORM, {"folio": petition.folio, "pin": petition.pin})
    assert "Si quiere otra respuesta, reabra su asunto" in seen.text
    await browser.send("/seguimiento/expediente/mensaje", {"message": REPLY}, page=PAGE)
    assert (await read.open_case(context, office.desk, petition.folio)).next is Next.READ_MESSAGE
    [row] = (await inbox.look(context, office.desk, inbox.Wanted(stage="answered"))).rows
    assert row.next is Next.READ_MESSAGE


async def test_drafts_are_kept_on_the_device_but_for_complaints(browser: Browser, context: AppContext) -> None:
    complaint = await sent(context, kind="complaint", department="", topic="")
    petition, office = await sent(context), await Office.open(context)
    for one, kept in ((petition, True), (complaint, False)):
        seen = await browser.send(FORM, {"folio": one.folio, "pin": one.pin})
        assert "data-written" in seen.text and (f'data-draft-key="{one.folio} mensaje"' in seen.text) == kept
        assert ("data-draft" in seen.text) == kept
        seen = await browser.get("/seguimiento/datos")
        assert "data-written" in seen.text and (f'data-draft-key="{one.folio} datos"' in seen.text) == kept
        assert ("data-draft" in seen.text) == kept
    await browser.send(FORM, {"folio": petition.folio, "pin": petition.pin})
    await work.ask(context, await office.command(petition.case_id), QUESTION)
    assert f'data-draft-key="{petition.folio} aclarar"' in (await browser.get(PAGE)).text
    seen = await browser.send("/seguimiento/expediente/aclarar", {"reply": REPLY}, page=PAGE)
    assert f'data-sent="{petition.folio}">{REPLY}<' in seen.text
    await work.answer(context, await office.command(petition.case_id), ANSWER, "page")
    assert f'data-draft-key="{petition.folio} reabrir"' in (await browser.get(PAGE)).text


async def test_only_the_browser_that_proved_it_sees_it(
    browser: Browser, new_browser: NewBrowser, context: AppContext
) -> None:
    petition, other = await sent(context), await sent(context)
    await browser.send(FORM, {"folio": petition.folio, "pin": petition.pin})
    stranger = await new_browser()
    assert (await stranger.get(PAGE)).path == FORM
    wrong = await stranger.send(FORM, {"folio": petition.folio, "pin": other.pin})
    assert wrong.status == 404 and MATTER not in wrong.text
    assert other.folio not in (await browser.get(PAGE)).text


async def test_it_is_taken_off_the_device(browser: Browser, context: AppContext) -> None:
    petition = await sent(context)
    await browser.send(FORM, {"folio": petition.folio, "pin": petition.pin})
    seen = await browser.send("/seguimiento/borrar", {}, page=PAGE)
    assert seen.path.startswith(FORM) and 'data-testid="forgotten"' in seen.text
    assert (await browser.get(PAGE)).path == FORM


async def test_of_an_erased_person_nothing_is_known(browser: Browser, context: AppContext) -> None:
    petition = await sent(context)
    async with context.database.begin() as tx:
        person = await tx.conn.fetchval("SELECT person_id FROM case_file WHERE id = $1", petition.case_id)
        await erase_person(tx.conn, context.keyring, person)
    assert (await browser.send(FORM, {"folio": petition.folio, "pin": petition.pin})).status == 404


async def test_no_number_is_taken_for_a_case_that_another_page_opened_meanwhile(
    browser: Browser, context: AppContext
) -> None:
    petition, other = await sent(context), await sent(context)
    await browser.send(FORM, {"folio": petition.folio, "pin": petition.pin})
    path = f"/unirse/{DEPARTMENT}/{TOPIC}"
    form = await browser.get(f"{path}?folio=si")
    box = 'name="about_case" value="{}"{}'
    assert box.format(petition.folio, " checked") in form.text
    await browser.send(FORM, {"folio": other.folio, "pin": other.pin})
    fields = {"name": "Ana", "matter": "Otra cosa", "read_notice": "yes", "consent_attention": "yes"}
    refused = await browser.post(path, form.hidden | fields | {"about_case": petition.folio})
    assert (refused.status, refused.path) == (409, path)
    assert "Otra cosa" in refused.text and box.format(other.folio, ">") in refused.text
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT count(*) FROM attention") == 0


async def test_a_number_is_taken_for_it_without_writing_it_again(browser: Browser, context: AppContext) -> None:
    petition = await sent(context)
    await browser.send(FORM, {"folio": petition.folio, "pin": petition.pin})
    path = f"/unirse/{DEPARTMENT}/{TOPIC}"
    form = await browser.get(f"{path}?folio=si")
    assert unbroken(petition.folio) in form.text and MATTER in form.text and "Ana Núñez" in form.text
    fields = {"name": "Ana", "matter": MATTER, "read_notice": "yes", "consent_attention": "yes"}
    about = {"about_case": petition.folio}
    assert (await browser.post(path, form.hidden | fields | about)).path == "/turno"
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT about_case FROM attention") == petition.case_id
        folio, pin = await folio_and_pin(context, await conn.fetchval("SELECT id FROM attention"))
    visit = await browser.send(FORM, {"folio": folio, "pin": pin})
    assert f'data-testid="found-about">Usted vino por su folio {unbroken(petition.folio)}' in visit.text
