"""A petition without script: the form, its errors, its files, and what it leads to."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import UUID, uuid4

import pikepdf
import pytest
from limits import parse

from audiencia.cases.use_cases import papers, submit
from audiencia.core.ids import CaseId, PersonId
from audiencia.core.unbroken import unbroken
from audiencia.http import bodies
from audiencia.http.cookies import LANGUAGE_COOKIE
from audiencia.http.headers import OF_PAGES
from audiencia.http.limits import rates
from audiencia.http.papers.paper import Press
from audiencia.http.site import SITE
from audiencia.privacy import store as persons
from audiencia.privacy.crypto import aad
from audiencia.queue.calling import expire
from audiencia.runtime.channels import Channels
from audiencia.runtime.context import AppContext, InForce
from audiencia.runtime.identity import CASE_COOKIE
from tests.support.away import away
from tests.support.page_browser import Browser, NewBrowser, Seen
from tests.support.page_fixtures import OpenSite
from tests.support.petitioning import COMPLAINT, CONTACT, FORM, MATTER, NAME, filled, multipart, rows, send
from tests.unit.http.uploads import corpus

RECEIVED = "/peticiones/recibida"
NO_OTHER_PIN = "De una queja, o de lo que se envió sin nombre, nadie puede dar otro."
ACUSE = "/peticiones/acuse.pdf"
OPEN, CLOSED = datetime(2026, 11, 3, 17, tzinfo=UTC), datetime(2026, 11, 14, 3, tzinfo=UTC)
"""A Tuesday at eleven, and a Friday at nine in the evening, before a Monday that is a holiday."""


@pytest.fixture(autouse=True)
async def clock(context: AppContext) -> None:
    await set_clock(context, OPEN)


async def set_clock(context: AppContext, now: datetime) -> None:
    await rows(
        context, "UPDATE app_clock SET shift = $1 - clock_timestamp(), since = clock_timestamp() RETURNING one", now
    )


def closing(context: AppContext) -> AppContext:
    """Where nothing is taken outside of hours."""
    petitions = context.municipality.petitions.model_copy(update={"outside_hours": "refuse"})
    return replace(context, in_force=InForce(context.municipality.model_copy(update={"petitions": petitions})))


def part(seen: Seen, testid: str) -> str:
    found = re.search(rf'data-testid="{testid}"[^>]*>\s*([^<]*?)\s*<', seen.text)
    assert found is not None, testid
    return found[1]


async def only_case(context: AppContext) -> dict[str, object]:
    (case,) = await rows(context, "SELECT * FROM case_file")
    return case


async def opened(context: AppContext, column: str) -> str:
    """What a sealed column of the only case says."""
    case = await only_case(context)
    async with context.database.read() as conn:
        keys = await persons.person_keys(conn, context.keyring, [case["person_id"]])  # type: ignore[list-item]
    sealed = case[f"{column}_sealed"]
    assert isinstance(sealed, bytes) and isinstance(case["id"], UUID)
    return next(iter(keys.values())).open(sealed, aad(f"case.{column}", case["id"]))


async def test_the_page_says_when_it_is_open_and_what_counts(browser: Browser, context: AppContext) -> None:
    page = await browser.get("/peticiones")
    assert part(page, "petitions-state") == "Abierto ahora"
    assert "martes 3 de noviembre" in part(page, "petition-counts")
    assert "miércoles 25 de noviembre de 2026: dentro de 15 días hábiles." in part(page, "petition-counts")
    await set_clock(context, CLOSED)
    page = await browser.get("/peticiones")
    assert part(page, "petitions-state") == "Cerrado en este momento"
    for first in ("petition-start", "petitions-follow"):
        assert page.text.index(first) < page.text.index("petitions-state"), "what can be done comes first"
    assert "martes 17 de noviembre" in part(page, "petition-counts")
    assert 'href="/peticiones"' in (await browser.get("/")).text


async def test_a_petition_leads_to_its_folio_and_pin(
    browser: Browser, context: AppContext, new_browser: NewBrowser
) -> None:
    page = await send(browser, filled())
    assert page.path == RECEIVED and page.status == 200
    case = await only_case(context)
    assert part(page, "received-folio") == case["folio"]
    pin = context.keyring.pin(CaseId(case["id"]), 1)  # type: ignore[arg-type]
    assert part(page, "received-pin") == pin and pin not in page.path
    assert "miércoles 25 de noviembre" in part(page, "received-due")
    assert (case["source"], case["kind"], case["behalf"], case["language"]) == ("web", "petition", "self", "es-MX")
    assert await opened(context, "place") == "La Asunción · Frente al kiosco · 19.2891, -99.6568"
    assert MATTER not in page.text and NAME not in page.text and NO_OTHER_PIN not in page.text
    other = await new_browser()
    assert (await other.get(RECEIVED)).path == "/seguimiento"
    assert (await other.get("/peticiones/acuse.pdf")).status == 404
    followed = await other.send("/seguimiento", {"folio": str(case["folio"]), "pin": pin})
    assert followed.path == "/seguimiento/expediente"


async def test_directory_form_receipt_and_case_tell_the_same_term_of_a_topic(
    browser: Browser, context: AppContext
) -> None:
    days = context.municipality.petitions.days_for("agua", "sin-agua")
    assert days < context.municipality.petitions.term_days
    assert part(await browser.get("/directorio/agua/falta-de-agua"), "answer-days") == "1 día hábil como máximo"
    form = "/peticiones/nueva?area=agua&tema=sin-agua"
    assert "miércoles 4 de noviembre" in part(await browser.get(form), "petition-counts")
    seen = await send(browser, filled(topic="agua/sin-agua"), path=form)
    assert "miércoles 4 de noviembre" in part(seen, "received-due")
    assert str((await only_case(context))["due_on"]) == "2026-11-04"


async def test_the_topic_is_chosen_before_the_form(browser: Browser) -> None:
    """First the department, then the topic; each has an address of its own, also when the language is changed."""
    departments = await browser.get("/peticiones/nueva")
    assert "/peticiones/nueva?area=agua" in departments.text and 'action="/directorio"' in departments.text
    topics = await browser.get("/peticiones/nueva?area=agua")
    assert "/peticiones/nueva?area=agua&amp;tema=fugas" in topics.text
    assert topics.hidden["back"] == "/peticiones/nueva?area=agua"
    for page in (departments, topics):
        assert "area=contraloria" not in page.text and COMPLAINT in page.text and 'id="matter"' not in page.text
    form = await browser.get(FORM)
    assert form.hidden["topic"] == "agua/fugas" and 'id="topic"' not in form.text
    assert "/peticiones/nueva?area=agua" in form.text and form.hidden["back"] == FORM


@pytest.mark.parametrize(
    "address", ["area=agua&tema=%3Cscript%3E", "area=nada&tema=fugas", "area=contraloria&tema=trato"]
)
async def test_an_address_that_names_no_topic_leads_to_the_choice(browser: Browser, address: str) -> None:
    page = await browser.get(f"/peticiones/nueva?{address}")
    assert page.status == 200 and 'id="matter"' not in page.text and "<script>" not in page.text.split("</header>")[1]


async def test_a_topic_that_is_gone_is_chosen_again_and_nothing_is_lost(browser: Browser) -> None:
    page = await send(browser, filled(topic="agua/otro"))
    assert '<select class="input" id="topic"' in page.text and MATTER in page.text


async def test_what_was_typed_comes_back_when_it_cannot_be_kept_now(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = await browser.get(FORM)
    for one in ("submit", "now_of"):
        monkeypatch.setattr(submit, one, away)
    seen = await browser.post(FORM, multipart(form.hidden | dict(filled()), ()))
    assert seen.status == 503 and MATTER in seen.text and 'id="matter"' in seen.text


async def test_only_the_form_may_ask_where_somebody_is(browser: Browser) -> None:
    assert "geolocation=(self), camera=()" in (await browser.get(FORM)).headers["Permissions-Policy"]
    assert (await browser.get("/peticiones")).headers["Permissions-Policy"] == OF_PAGES["Permissions-Policy"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"topic": "/"}, "topic"),
        ({"topic": "agua/otro"}, "topic"),
        ({"matter": ""}, "matter"),
        ({"matter": "x" * 3001}, "matter"),
        ({"name": ""}, "name"),
        ({"point": "aquí"}, "point"),
        ({"point": "119.0, 3.0"}, "point"),
        ({"answer_by": ""}, "answer_by"),
        ({"answer_by": "paloma"}, "answer_by"),
        ({"answer_by": "telephone"}, "contact"),
        ({"answer_by": "email", "contact": "722 123 4567"}, "contact"),
        ({"mail_me": "yes", "contact": "722 123 4567"}, "contact"),
        ({"contact": "no tengo"}, "contact"),
        ({"answer_by": "telephone", "contact": "no tengo"}, "contact"),
        ({"behalf": "group"}, "group_name"),
        ({"behalf": "minor", "relation": "mother", "guardian": "yes"}, "minor_name"),
        ({"behalf": "minor", "minor_name": "Ana", "guardian": "yes"}, "relation"),
        ({"behalf": "minor", "minor_name": "Ana", "relation": "mother"}, "guardian"),
        ({"read_notice": ""}, "read_notice"),
        ({"consent_attention": ""}, "consent_attention"),
        ({"minor": "yes", "guardian_agrees": "yes"}, "guardian_name"),
        ({"minor": "yes", "guardian_name": "Rosa"}, "guardian_agrees"),
    ],
)
async def test_what_is_wrong_is_named_and_the_rest_stays(
    browser: Browser, context: AppContext, changes: dict[str, str], field: str
) -> None:
    page = await send(browser, filled(**changes))
    assert page.status == 422 or page.status == 400
    assert f'<a href="#{field}">' in page.text and re.search(rf'id="{field}"', page.text)
    assert "Revise este campo" not in page.text
    if field != "name":
        assert NAME in page.text
    if field != "matter":
        assert MATTER in page.text
    assert await rows(context, "SELECT 1 AS one FROM person") == []


async def test_a_contact_that_reaches_nobody_is_told_at_the_field(browser: Browser) -> None:
    for answer_by, said in (
        ("page", "Esto no es un teléfono ni un correo: corríjalo, o déjelo vacío"),
        ("telephone", "Escriba el teléfono o correo al que debemos responder"),
    ):
        page = await send(browser, filled(answer_by=answer_by, contact="la casa azul"))
        (told,) = re.findall(r'id="contact-error"[^>]*>(.*?)</span></span>', page.text, re.DOTALL)
        assert said in told and 'value="la casa azul"' in page.text


async def test_all_that_is_wrong_is_told_at_once(browser: Browser) -> None:
    page = await send(browser, {"topic": "/", "behalf": "minor"})
    fields = re.findall(r'<li><a href="#([a-z_]+)">', page.text)
    assert fields == [
        "topic",
        "matter",
        "answer_by",
        "name",
        "minor_name",
        "relation",
        "guardian",
        "read_notice",
        "consent_attention",
    ]


async def test_what_few_need_is_folded_until_something_in_it_was_said_or_is_wrong(browser: Browser) -> None:
    def folds(page: Seen) -> list[str]:
        return re.findall(r'<details data-testid="(more-[a-z]+)" open>', page.text)

    assert folds(await browser.get(FORM)) == []
    plain = {"matter": "", "colonia": "", "reference": "", "point": ""}
    assert folds(await send(browser, filled(**plain))) == []
    assert folds(await send(browser, filled(**plain | {"colonia": "Centro"}))) == ["more-where"]
    assert folds(await send(browser, filled(**plain | {"answer_by": "counter"}))) == ["more-answer"]
    assert folds(await send(browser, filled(**plain | {"behalf": "group"}))) == ["more-answer"]


async def test_a_corrected_form_is_the_same_submission_and_a_double_one_one_petition(
    browser: Browser, context: AppContext
) -> None:
    form = await browser.get(FORM)
    wrong = await browser.post(FORM, multipart(form.hidden | filled(matter=""), []))
    assert wrong.hidden["submission_id"] == form.hidden["submission_id"]
    for _ in range(2):
        assert (await browser.post(FORM, multipart(wrong.hidden | filled(), []))).path == RECEIVED
    assert len(await rows(context, "SELECT 1 AS one FROM case_file")) == 1


@pytest.mark.parametrize("holds_secret", [True, False])
async def test_what_was_changed_in_a_form_since_it_was_sent_is_not_lost(
    browser: Browser, context: AppContext, holds_secret: bool
) -> None:
    """In a page that the browser kept, or in another tab; also where the first answer was lost on its way."""
    form = await browser.get(FORM)
    await browser.post(FORM, multipart(form.hidden | filled(), []))
    if not holds_secret:
        browser.set_cookie(CASE_COOKIE, "")
    seen = await browser.post(FORM, multipart(form.hidden | filled(matter="Y se inundó la escuela"), []))
    first = unbroken(str((await only_case(context))["folio"]))
    assert seen.status == 409 and "Y se inundó la escuela" in seen.text and first in seen.text
    assert "lo que cambió después no está incluido" in seen.text
    assert (await browser.get(RECEIVED)).path == RECEIVED
    again = await browser.post(FORM, multipart(seen.hidden | filled(matter="Y se inundó la escuela"), []))
    assert again.path == RECEIVED and first not in unbroken(again.text)
    assert len(await rows(context, "SELECT 1 AS one FROM case_file")) == 2


@pytest.mark.parametrize(
    ("changed", "files", "said"),
    [
        ({"reference": "Detrás de la escuela"}, [("a.jpg", corpus.jpeg())], "Detrás de la escuela"),
        ({}, [("a.jpg", corpus.jpeg()), ("b.png", corpus.png())], "b.png"),
        ({}, [("b.jpg", corpus.SVG)], "b.jpg"),
    ],
)
async def test_a_place_or_a_file_that_came_after_the_first_sending_is_not_lost(
    browser: Browser, changed: dict[str, str], files: list[tuple[str, bytes]], said: str
) -> None:
    form = await browser.get(FORM)
    first = [("a.jpg", corpus.jpeg())]
    for _ in range(2):
        assert (await browser.post(FORM, multipart(form.hidden | filled(), first))).path == RECEIVED
    assert (await browser.post(FORM, multipart(form.hidden | filled(), []))).path == RECEIVED
    seen = await browser.post(FORM, multipart(form.hidden | filled(**changed), files))
    assert seen.status == 409 and said in seen.text and "lo que cambió después no está incluido" in seen.text


@pytest.mark.parametrize(
    "damage", ["UPDATE case_file SET matter_sealed = 'x'", "UPDATE person SET key_wrapped = '\\x01ff'"]
)
async def test_what_was_changed_is_not_lost_where_the_first_does_not_open(
    browser: Browser, context: AppContext, damage: str
) -> None:
    form = await browser.get(FORM)
    await browser.post(FORM, multipart(form.hidden | filled(), []))
    async with context.database.begin() as tx:
        await tx.conn.execute(damage)
    seen = await browser.post(FORM, multipart(form.hidden | filled(matter="Y se inundó la escuela"), []))
    assert seen.status == 409 and "Y se inundó la escuela" in seen.text
    assert unbroken(str((await only_case(context))["folio"])) in seen.text


async def test_without_files_a_plain_form_is_taken_too(browser: Browser) -> None:
    form = await browser.get(FORM)
    assert (await browser.post(FORM, form.hidden | filled())).path == RECEIVED


async def test_for_a_minor_and_for_a_group(browser: Browser, context: AppContext) -> None:
    await send(browser, filled(behalf="minor", minor_name="Itzel", relation="guardian", guardian="yes"))
    assert (await only_case(context))["behalf"] == "minor"
    assert await opened(context, "behalf") == "Itzel (tutora o tutor legal)"


async def test_who_is_under_18_says_who_authorises_it(browser: Browser, context: AppContext) -> None:
    assert (await send(browser, filled(minor="yes", guardian_name="Rosa", guardian_agrees="yes"))).path == RECEIVED
    assert await opened(context, "guardian") == "Rosa"
    assert await rows(context, "SELECT purpose FROM consent ORDER BY id") == [
        {"purpose": "attention"},
        {"purpose": "guardian"},
    ]


async def test_without_a_name_none_is_kept(browser: Browser, context: AppContext) -> None:
    page = await send(browser, filled(anonymous="yes", contact="", minor="yes", guardian_name="Rosa"))
    assert NO_OTHER_PIN in page.text
    case = await only_case(context)
    kept = case["anonymous"], case["name_sealed"], case["contact_sealed"], case["guardian_sealed"]
    assert kept == (True, None, None, None)


async def test_a_contact_without_a_name_is_of_somebody_too(browser: Browser, context: AppContext) -> None:
    nameless = {"anonymous": "yes", "contact": "ana@example.org", "minor": "yes"}
    refused = await send(browser, filled(**nameless))
    assert refused.status == 400 and 'id="guardian_name-error"' in refused.text
    assert (await send(browser, filled(**nameless, guardian_name="Rosa", guardian_agrees="yes"))).path == RECEIVED
    assert await opened(context, "guardian") == "Rosa"


async def test_a_complaint_says_who_reads_it_and_goes_there(browser: Browser, context: AppContext) -> None:
    form = await browser.get(COMPLAINT)
    assert 'data-testid="who-reads"' in form.text and "Contraloría" in form.text
    assert "data-draft=" not in form.text and "data-draft=" in (await browser.get(FORM)).text
    page = await send(browser, filled(topic="", about="agua"), path=COMPLAINT)
    assert page.path == RECEIVED and "Contraloría" in page.text and NO_OTHER_PIN in page.text
    (case,) = await rows(
        context,
        "SELECT kind, d.slug, a.slug AS about FROM case_file JOIN department d ON d.id = department_id "
        "JOIN department a ON a.id = about_department_id",
    )
    assert case == {"kind": "complaint", "slug": "contraloria", "about": "agua"}


async def test_where_the_mayor_reads_complaints_no_page_says_otherwise(
    context: AppContext, open_site: OpenSite
) -> None:
    said = "Tampoco la presidencia municipal."
    petitions = context.municipality.petitions.model_copy(update={"complaints_to": "presidencia"})
    mayors = InForce(context.municipality.model_copy(update={"petitions": petitions}))
    for changed, count in ((context, 1), (replace(context, in_force=mayors), 0)):
        server = await open_site(changed=changed)
        async with Browser(server.make_url("/")) as browser:
            for page in ("/peticiones", COMPLAINT):
                assert (await browser.get(page)).text.count(said) == count, page


async def test_outside_of_hours_it_is_taken_for_the_next_working_day(browser: Browser, context: AppContext) -> None:
    await set_clock(context, CLOSED)
    page = await send(browser, filled())
    assert page.path == RECEIVED and "martes 17 de noviembre" in page.text


async def test_or_refused_where_that_is_configured(context: AppContext, open_site: OpenSite) -> None:
    server = await open_site(changed=closing(context))
    async with Browser(server.make_url("/")) as browser:
        form = await browser.get(FORM)
        await set_clock(context, CLOSED)
        page = await browser.get(FORM)
        assert page.status == 409 and 'data-testid="petitions-opens"' in page.text and "17 de noviembre" in page.text
        late = await browser.post(FORM, multipart(form.hidden | filled(), []))
        assert late.status == 409 and MATTER in late.text
    assert await rows(context, "SELECT 1 AS one FROM case_file") == []


async def test_where_no_files_are_taken_none_are_asked_for(context: AppContext, open_site: OpenSite) -> None:
    petitions = context.municipality.petitions.model_copy(update={"attachments": 0})
    without = InForce(context.municipality.model_copy(update={"petitions": petitions}))
    server = await open_site(changed=replace(context, in_force=without))
    async with Browser(server.make_url("/")) as browser:
        assert 'type="file"' not in (await browser.get(FORM)).text
        assert (await send(browser, filled())).path == RECEIVED


async def test_files_are_cleaned_and_kept_sealed(browser: Browser, context: AppContext) -> None:
    files = [("Mi foto.JPG", corpus.jpeg(6)), ("recibo.pdf", corpus.pdf()), ("C:\\x\\captura.exe", corpus.png())]
    page = await send(browser, filled(), files)
    assert page.path == RECEIVED
    case = await only_case(context)
    async with context.database.read() as conn:
        key = next(iter((await persons.person_keys(conn, context.keyring, [case["person_id"]])).values()))  # type: ignore[list-item]
    kept = await rows(context, "SELECT * FROM case_attachment ORDER BY media_type")
    names = set()
    for row in kept:
        content, sealed, file_id = row["content_sealed"], row["name_sealed"], row["id"]
        assert isinstance(content, bytes) and isinstance(sealed, bytes) and isinstance(file_id, UUID)
        clean = key.open_bytes(content, aad("attachment.content", file_id))
        assert corpus.traces(clean) == [] and len(clean) == row["bytes"]
        names.add((key.open(sealed, aad("attachment.name", file_id)), row["media_type"]))
    assert names == {("Mi foto.jpg", "image/jpeg"), ("recibo.pdf", "application/pdf"), ("captura.png", "image/png")}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([("foto.jpg", corpus.SVG)], "no es una foto"),
        ([("foto.jpg", b"")], "está vacío"),
        ([("foto.jpg", corpus.jpeg()[:600])], "está dañado"),
        ([("foto.png", corpus.png_bomb())], "demasiado grande una vez abierto"),
        ([("oficio.pdf", corpus.locked_pdf())], "está protegido"),
        ([("foto.jpg", corpus.jpeg() + bytes(10 * 1024 * 1024))], "es demasiado grande"),
        ([(f"{number}.jpg", corpus.jpeg()) for number in range(6)], "menos archivos"),
    ],
)
async def test_a_bad_file_is_named_with_what_helps_and_nothing_is_kept(
    browser: Browser, context: AppContext, files: list[tuple[str, bytes]], said: str
) -> None:
    page = await send(browser, filled(), files)
    assert page.status in (400, 422) and said in page.text and MATTER in page.text
    assert '<a href="#files">' in page.text and 'data-testid="files-again"' in page.text
    assert files[0][0] in page.text
    assert await rows(context, "SELECT 1 AS one FROM case_file") == []


async def test_good_files_of_a_form_that_comes_back_are_asked_for_again(browser: Browser) -> None:
    page = await send(browser, filled(matter=""), [("bache.jpg", corpus.jpeg())])
    assert "bache.jpg" in page.text and "Elija estos de nuevo" in page.text


async def test_files_of_a_foreign_form_are_not_even_read(browser: Browser, context: AppContext) -> None:
    form = await browser.get(FORM)
    sent = multipart(form.hidden | filled() | {"csrf": "x" * 32}, [("foto.jpg", corpus.jpeg())])
    assert (await browser.post(FORM, sent)).code == "csrf"


async def test_bodies_are_bounded(browser: Browser) -> None:
    form = await browser.get(FORM)
    assert (await browser.post(FORM, multipart(form.hidden | filled(matter="x" * 40_000), []))).code == "too_large"
    many = {f"field-{number}": "x" for number in range(200)}
    assert (await browser.post(FORM, multipart(form.hidden | many, []))).code == "bad_input"
    broken = {"Content-Type": "multipart/form-data; boundary=x"}
    assert (await browser.post(FORM, b"--y\r\n\r\nhola", headers=broken)).status == 400
    no_header = b"--x\r\nContent-Disposition form-data\r\n\r\nhola\r\n--x--\r\n"
    assert (await browser.post(FORM, no_header, headers=broken)).status == 400
    for charset in (b"utf-8", b"u" * 40):  # the field that RFC 7578, 4.6 names
        named = b'--x\r\nContent-Disposition: form-data; name="_charset_"\r\n\r\n' + charset + b"\r\n--x--\r\n"
        assert (await browser.post(FORM, named, headers=broken)).status == 400
    assert (await browser.post(FORM, b"hola", headers={"Content-Type": "multipart/form-data"})).status == 400


async def test_one_browser_sends_so_many_in_an_hour(browser: Browser) -> None:
    for _ in range(10):
        assert (await send(browser, filled())).path == RECEIVED
    late = await send(browser, filled(), [("bache.jpg", corpus.jpeg())])
    assert late.status == 429 and MATTER in late.text and "bache.jpg" in late.text
    assert int(late.headers["Retry-After"]) > 0
    assert "Si no puede esperar, llame al 55 0000 0000 o venga a Palacio Municipal" in late.text


async def test_the_receipt_is_a_pdf_with_the_pin_only_when_asked(browser: Browser, context: AppContext) -> None:
    await send(browser, filled(), [("bache.jpg", corpus.jpeg())])
    case = await only_case(context)
    pin = context.keyring.pin(CaseId(case["id"]), 1)  # type: ignore[arg-type]
    for path, there in (("/peticiones/acuse.pdf", False), ("/peticiones/acuse.pdf?nip=si", True)):
        text = await paper_text(browser, path)
        assert (pin in text) is there and str(case["folio"]) in text and NAME not in text


@pytest.fixture
def laid_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that were made into papers."""
    pages: list[str] = []
    made = Press.pdf

    async def pdf(press: Press, html: str) -> bytes:
        pages.append(html)
        return await made(press, html)

    monkeypatch.setattr(Press, "pdf", pdf)
    return pages


async def test_a_receipt_is_laid_out_once_for_each_language_and_pin(
    browser: Browser, context: AppContext, laid_out: list[str]
) -> None:
    await send(browser, filled())
    case = await only_case(context)
    first, *others = await asyncio.gather(*(browser.download(ACUSE) for _ in range(5)))
    assert len(laid_out) == 1 and [one[2] for one in others] == [first[2]] * 4
    await browser.download(f"{ACUSE}?nip=si")
    browser.set_cookie(LANGUAGE_COOKIE, "en")
    await browser.download(ACUSE)
    assert len(laid_out) == 3
    browser.set_cookie(LANGUAGE_COOKIE, "es-MX")
    assert (await browser.download(ACUSE))[2] == first[2] and len(laid_out) == 3
    await rows(context, "UPDATE case_file SET due_on = due_on + 1 RETURNING id")
    await paper_text(browser, ACUSE)
    await rows(context, "UPDATE case_file SET due_on = due_on + 1 RETURNING id")
    await paper_text(browser, ACUSE)
    kept = await rows(context, "SELECT * FROM case_paper")
    assert len(laid_out) == 5 and len(kept) == 4
    assert not any(str(case["folio"]).encode() in bytes(one["content_sealed"]) for one in kept)  # type: ignore[call-overload]
    assert not any(bytes(one["content_sealed"]).count(b"%PDF") for one in kept)  # type: ignore[call-overload]


async def test_a_kept_receipt_opens_with_the_persons_key_alone_and_is_forgotten(
    browser: Browser, context: AppContext, laid_out: list[str]
) -> None:
    await send(browser, filled())
    await browser.download(ACUSE)
    await rows(context, "UPDATE case_paper SET content_sealed = substr(content_sealed, 1, 60) RETURNING case_id")
    await paper_text(browser, ACUSE)
    assert len(laid_out) == 2
    await set_clock(context, OPEN + timedelta(days=8))
    await expire.tidy(context)
    assert await rows(context, "SELECT 1 AS one FROM case_paper") == []
    case = await only_case(context)
    async with context.database.begin() as tx:
        await persons.erase_person(tx.conn, context.keyring, PersonId(case["person_id"]))  # type: ignore[arg-type]
    await papers.keep(context, CaseId(case["id"]), bytes(32), b"%PDF")  # type: ignore[arg-type]
    assert await rows(context, "SELECT 1 AS one FROM case_paper") == []


async def paper_text(browser: Browser, path: str) -> str:
    """The words of a downloaded PDF, through the map from its glyphs to characters."""
    status, headers, content = await browser.download(path)
    assert status == 200 and headers["Content-Type"] == "application/pdf" and headers["Cache-Control"] == "no-store"
    with pikepdf.open(BytesIO(content)) as document:
        assert document.Root.Lang == "es-MX"
        return "".join(corpus.words(page) for page in document.pages)


async def test_an_email_is_queued_with_the_petition_and_never_holds_the_pin(
    context: AppContext, open_site: OpenSite
) -> None:
    server = await open_site(changed=replace(context, channels=Channels(mail=True)))
    async with Browser(server.make_url("/")) as browser:
        assert 'id="answer_by-email"' in (await browser.get(FORM)).text
        assert "el folio por correo" in (await browser.get("/peticiones")).text
        page = await send(browser, filled(mail_me="yes", contact=CONTACT))
        assert 'data-testid="received-mailed"' in page.text
        (notice,) = await rows(context, "SELECT kind, channel, about, sealed FROM outbox")
        assert (notice["kind"], notice["channel"]) == ("case_received", "mail")
        await send(browser, filled())
    assert len(await rows(context, "SELECT 1 AS one FROM outbox")) == 1


async def test_without_mail_settings_no_email_is_offered(browser: Browser, context: AppContext) -> None:
    form = (await browser.get(FORM)).text
    assert "por correo" not in (await browser.get("/peticiones")).text
    assert 'name="mail_me"' not in form and 'id="answer_by-email"' not in form and 'id="answer_by-page"' in form
    page = await send(browser, filled(mail_me="yes"))
    assert "received-mailed" not in page.text and await rows(context, "SELECT 1 AS one FROM outbox") == []


async def test_whoever_goes_back_reads_that_it_was_sent(browser: Browser, new_browser: NewBrowser) -> None:
    assert 'data-testid="sent-already"' not in (await browser.get(FORM)).text
    folio = part(await send(browser, filled()), "received-folio")
    assert re.search(rf'data-testid="sent-already">\s*<p[^>]*>[^<]*{unbroken(folio)}', (await browser.get(FORM)).text)
    for other in (await browser.get(COMPLAINT), await (await new_browser()).get(FORM)):
        assert other.status == 200 and 'data-testid="sent-already"' not in other.text


async def test_an_old_notice_is_asked_again_with_all_consents(browser: Browser) -> None:
    form = await browser.get(FORM)
    page = await browser.post(FORM, multipart(form.hidden | filled() | {"notice_hash": "old"}, []))
    assert page.status == 409 and MATTER in page.text
    assert not re.search(r'name="read_notice" value="yes" checked', page.text)


async def test_a_submission_id_of_nobody_gets_a_new_one(browser: Browser) -> None:
    form = await browser.get(FORM)
    page = await browser.post(FORM, multipart(form.hidden | filled() | {"submission_id": "x"}, []))
    assert UUID(page.hidden["submission_id"]) != uuid4()


async def test_a_body_that_never_ends_is_given_up(
    browser: Browser, context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = await browser.get(FORM)
    monkeypatch.setattr(bodies, "SECONDS", 0.3)
    ended = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n' + form.hidden["csrf"].encode() + b"\r\n"
        yield b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n' + corpus.jpeg()[:300]
        await ended.wait()

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    try:
        assert (await browser.post(FORM, slow(), headers=headers)).code == "too_slow"
    finally:
        ended.set()


async def test_when_files_of_others_fill_the_memory_it_says_so_and_gives_back_what_it_held(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audiencia.http.uploads.budget.MOST", 2 * len(corpus.jpeg()))
    server = await open_site()
    held = server.app[SITE].held
    async with Browser(server.make_url("/")) as browser:
        held.take(2 * len(corpus.jpeg()) - 100)
        full = await send(browser, filled(), [("a.jpg", corpus.jpeg()), ("b.jpg", corpus.jpeg())])
        assert full.status == 400 and MATTER in full.text and full.text.count("vuelva a elegirlo más tarde") == 2
        held.give_back(2 * len(corpus.jpeg()) - 100)
        assert (await send(browser, filled(), [("a.jpg", corpus.jpeg())])).path == RECEIVED
    held.take(2 * len(corpus.jpeg()))


async def test_files_that_come_too_often_leave_what_was_typed(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "UPLOADS_PER_VISIT", parse("1/hour"))
    assert (await send(browser, filled(), [("a.jpg", corpus.jpeg())])).path == RECEIVED
    seen = await send(browser, filled(), [("b.jpg", corpus.jpeg())])
    assert seen.status == 400 and MATTER in seen.text and "b.jpg" in seen.text
    assert (await send(browser, filled())).path == RECEIVED


async def test_a_file_that_a_scanner_has_not_seen_is_not_taken(context: AppContext, open_site: OpenSite) -> None:
    server = await open_site(clamd="/nowhere/clamd.ctl")
    async with Browser(server.make_url("/")) as browser:
        seen = await send(browser, filled(), [("a.jpg", corpus.jpeg())])
        assert seen.status == 400 and MATTER in seen.text and "En este momento no se reciben archivos" in seen.text
        assert (await send(browser, filled())).path == RECEIVED
