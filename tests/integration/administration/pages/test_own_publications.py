"""What staff of a department publish themselves, without script: their own documents and announcements, and nobody else's."""

import re
from uuid import uuid4

import pytest

from audiencia.core.errors import Code
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.integration.administration.pages.test_announcements_page import told
from tests.integration.administration.pages.test_catalogue_page import PASSWORD, newest_undo
from tests.integration.administration.pages.test_documents_page import GRANTS, KEY, listed
from tests.support.contexts import account
from tests.support.page_browser import Browser, NewBrowser, Seen

DOCUMENTS, ANNOUNCEMENTS, ALL = "/publicaciones/documentos", "/publicaciones/anuncios", "/administracion/documentos"
OWN, OTHER = "tesoreria", "agua"
BY_ADMIN = "Administrator-Nadie"
OF_NOBODY = {name: said for name, said in GRANTS.items() if name != "department"}
WORKS = {"text_es": "Hay obras en la plaza", "text_en": "", "begins": "", "until": "2099-12-08T14:00"}


async def signed_in(new_browser: NewBrowser, context: AppContext, role: Role, department: str | None) -> Browser:
    login = f"{role.value}-{department or 'nadie'}"
    await account(context, login, role, PASSWORD, department)
    browser = await new_browser()
    await browser.send("/entrar", {"username": login, "password": PASSWORD})
    return browser


@pytest.fixture
async def director(new_browser: NewBrowser, context: AppContext) -> Browser:
    return await signed_in(new_browser, context, Role.DIRECTOR, OWN)


@pytest.fixture
async def admin(new_browser: NewBrowser, context: AppContext) -> Browser:
    return await signed_in(new_browser, context, Role.ADMINISTRATOR, None)


async def send(
    one: Browser, act: str, key: str = "", version: str = "0", kind: str = "document", **fields: str
) -> Seen:
    """Through the form of the own department."""
    hidden = {"csrf": (await one.get(DOCUMENTS)).hidden["csrf"], "command_id": str(uuid4())}
    return await one.post(
        "/publicaciones", hidden | {"act": act, "kind": kind, "key": key, "version": version} | fields
    )


async def published_by_admin(admin: Browser, department: str) -> None:
    hidden = {"csrf": (await admin.get(ALL)).hidden["csrf"], "command_id": str(uuid4())}
    form = {"act": "add", "kind": "document", "key": "", "version": "0", **GRANTS, "department": department}
    assert (await admin.post("/administracion/contenido", hidden | form)).path == f"{ALL}?hecho=1"


def rows(seen: Seen) -> list[str]:
    """What stands on the list."""
    assert seen.status == 200
    return re.findall(r'<tr data-testid="object-[a-z]+-([a-z-]+)"', seen.text)


def changes(seen: Seen) -> int:
    return seen.text.count('data-testid="change"')


async def test_a_document_of_the_own_department_is_published_changed_retired_and_undone(
    director: Browser, new_browser: NewBrowser
) -> None:
    reader, empty = await new_browser(), await director.get(DOCUMENTS)
    assert f'href="{DOCUMENTS}" aria-current="page"' in empty.text and 'data-testid="none-yet"' in empty.text
    assert 'name="department"' not in empty.text
    done = await send(director, "add", **OF_NOBODY)
    assert (done.path, rows(done)) == (f"{DOCUMENTS}?hecho=1", [KEY])
    (shown,) = listed(await reader.get("/documentos"))
    assert shown.endswith("Tesorería y Catastro") and len(listed(await reader.get(f"/directorio/{OWN}"))) == 1
    assert listed(await reader.get("/directorio?q=becas+de+secundaria"))
    await send(director, "change", KEY, "1", **(OF_NOBODY | {"summary_es": "Con promedio de 8"}))
    assert "promedio de 8" in (await reader.get("/documentos")).text
    await send(director, "retire", KEY, "2")
    assert listed(await reader.get("/documentos")) == []
    undone = await director.post("/publicaciones", newest_undo(await director.get(DOCUMENTS)))
    assert undone.path == f"{DOCUMENTS}?hecho=1" and changes(undone) == 4
    assert len(listed(await reader.get("/documentos"))) == 1


async def test_an_announcement_is_for_the_own_department_whatever_the_form_says(
    director: Browser, new_browser: NewBrowser
) -> None:
    reader = await new_browser()
    done = await send(director, "add", kind="announcement", **WORKS, department="")
    assert (done.path, rows(done)) == (f"{ANNOUNCEMENTS}?hecho=1", ["hay-obras-en-la-plaza"])
    assert told(await reader.get("/")) == [] == told(await reader.get(f"/areas/{OTHER}"))
    assert told(await reader.get(f"/areas/{OWN}")) == ["Hay obras en la plaza"]


async def test_what_is_wrong_is_said_beside_it_and_what_was_typed_stays(director: Browser) -> None:
    seen = await send(director, "add", **(OF_NOBODY | {"url": "http://example.org"}))
    assert seen.status == 400 and 'href="#add-document-url"' in seen.text and GRANTS["summary_es"] in seen.text
    assert 'action="/publicaciones' in seen.text and rows(await director.get(DOCUMENTS)) == []


@pytest.mark.parametrize("publisher", [OTHER, ""])
async def test_what_others_publish_is_not_seen_and_cannot_be_touched(
    director: Browser, admin: Browser, new_browser: NewBrowser, publisher: str
) -> None:
    reader = await new_browser()
    await published_by_admin(admin, publisher)
    before, seen = listed(await reader.get("/documentos")), await director.get(DOCUMENTS)
    assert rows(seen) == [] and changes(seen) == 0 and len(before) == 1
    undo = newest_undo(await admin.get(ALL)) | {"csrf": seen.hidden["csrf"]}
    refused = [
        await send(director, "change", KEY, "1", **OF_NOBODY),
        await send(director, "retire", KEY, "1"),
        await send(director, "retire", KEY, "7"),  # whoever changed it last is not named either
        await director.post("/publicaciones", undo),
    ]
    assert [one.status for one in refused] == [404] * 4
    assert not any(BY_ADMIN in one.text for one in refused)
    assert listed(await reader.get("/documentos")) == before


async def test_nobody_takes_back_under_the_name_of_an_own_document_what_others_did(
    director: Browser, admin: Browser, new_browser: NewBrowser
) -> None:
    await published_by_admin(admin, OTHER)
    foreign = newest_undo(await admin.get(ALL))["change"]
    await send(director, "add", **(OF_NOBODY | {"name_es": "Padrón"}))
    own = newest_undo(await director.get(DOCUMENTS))
    seen = await director.post("/publicaciones", own | {"change": foreign})
    assert seen.status == 404
    assert len(listed(await (await new_browser()).get("/documentos"))) == 2


@pytest.mark.parametrize("kind", ["service", "topic", "department", "holiday", "opening", "step_template"])
async def test_nothing_else_of_the_catalogue_is_changed_there(director: Browser, kind: str) -> None:
    for act in ("add", "retire", "remove", "undo"):
        assert (await send(director, act, OWN, "1", kind=kind, change="1")).status == 400


async def test_what_administration_gave_to_another_department_is_the_own_one_no_more(
    director: Browser, admin: Browser
) -> None:
    await send(director, "add", **OF_NOBODY)
    hidden = {"csrf": (await admin.get(ALL)).hidden["csrf"], "command_id": str(uuid4())}
    form = {"act": "change", "kind": "document", "key": KEY, "version": "1", **GRANTS, "department": OTHER}
    await admin.post("/administracion/contenido", hidden | form)
    seen = await director.get(DOCUMENTS)
    assert rows(seen) == [] and changes(seen) == 1
    assert (await director.post("/publicaciones", newest_undo(seen))).status == 404


async def test_two_of_a_department_do_not_overwrite_each_other(
    context: AppContext, director: Browser, new_browser: NewBrowser
) -> None:
    assistant = await signed_in(new_browser, context, Role.ASSISTANT, OWN)
    await send(director, "add", **OF_NOBODY)
    await send(director, "change", KEY, "1", **(OF_NOBODY | {"summary_es": "Del titular"}))
    late = await send(assistant, "change", KEY, "1", **(OF_NOBODY | {"summary_es": "De la asistente"}))
    assert late.status == 409 and "De la asistente" in late.text
    assert "Del titular" in (await director.get(DOCUMENTS)).text


async def test_an_account_of_no_department_publishes_nothing(context: AppContext, new_browser: NewBrowser) -> None:
    mayor = await signed_in(new_browser, context, Role.MAYOR, None)
    for path in (DOCUMENTS, ANNOUNCEMENTS):
        seen = await mayor.get(path)
        assert (seen.status, seen.code) == (404, Code.UNKNOWN_DEPARTMENT)
