"""The papers that the law asks for are made of what is configured and held, as pages, PDF and CSV."""

import csv
import io

import pytest

from audiencia.core.actor import staff_actor
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.rights.pages.papers import PAGE, PAPERS
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import account
from tests.support.page_browser import Browser, NewBrowser

PASSWORD = "tapo7-rilu3-semi4-kado5"


@pytest.fixture
async def officer(context: AppContext, new_browser: NewBrowser) -> Browser:
    await account(context, "datos", Role.PRIVACY_OFFICER, PASSWORD)
    browser = await new_browser()
    await browser.send("/entrar", {"username": "datos", "password": PASSWORD})
    return browser


async def test_each_paper_says_what_is_configured(context: AppContext, officer: Browser) -> None:
    listed = await officer.get(PAGE)
    assert all(f'href="{PAGE}/{name}"' in listed.text for name in PAPERS)
    pages = {name: (await officer.get(f"{PAGE}/{name}")).text for name in PAPERS}
    terms = context.municipality.retention
    assert f"{terms.visits.keep_days} días" in pages["inventario"] and terms.cases.ground.es in pages["inventario"]
    assert all(one.text.es in pages["inventario"] for one in context.municipality.notice.purposes)
    assert "argon2id" in pages["seguridad"] and "Ventanilla" in pages["seguridad"]
    assert (
        "Nadie trata datos por encargo" in pages["encargados"] and "Nadie trata datos por encargo" in pages["impacto"]
    )
    assert "Quien más opere" in pages["encargados"], "it says what no setting tells"
    assert "No se han leído datos bloqueados" in pages["transferencias"]
    assert "se entregó de otro modo" in pages["transferencias"], "it says what it does not list"
    assert (await officer.get(f"{PAGE}/otra-cosa")).status == 404


async def test_on_paper_and_as_a_list(officer: Browser) -> None:
    status, headers, content = await officer.download(f"{PAGE}/inventario/archivo.pdf")
    assert (status, headers["Content-Type"], content[:4]) == (200, "application/pdf", b"%PDF")
    _status, _headers, content = await officer.download(f"{PAGE}/inventario/archivo.csv")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(rows) == 8 and len(set(map(len, rows))) == 1
    assert (await officer.get(f"{PAGE}/seguridad/archivo.csv")).status == 404


async def test_what_a_court_was_given_stands_in_the_record_of_transfers(context: AppContext, officer: Browser) -> None:
    async with context.database.begin() as tx:
        staff_id = await tx.conn.fetchval("SELECT id FROM staff WHERE login = 'datos'")
        for why in ("court", "rights_request"):
            await audit.record(tx.conn, staff_actor(staff_id), Action.BLOCKED_READ, ("attention", 7), why=why)
    seen = await officer.get(f"{PAGE}/transferencias")
    assert seen.text.count("attention 7") == 1 and "Los pide un tribunal" in seen.text
