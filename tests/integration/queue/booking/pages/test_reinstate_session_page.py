"""Holding a called-off day after all without script: the ticked box with whom it tells, and what those who had a place read."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from audiencia.runtime.channels import Channels
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.integration.administration.pages.test_catalogue_page import DAYS, newest_undo
from tests.integration.queue.booking.pages.test_booking_page import PASSWORD, book, wednesday
from tests.integration.queue.booking.pages.test_calling_off_page import DONE, FORM, _folio_and_pin, admin, call_off
from tests.support.contexts import account, open_context
from tests.support.page_browser import Browser, NewBrowser

__all__ = ["admin", "wednesday"]
OFF = {"reason": "weather", "more_es": "", "more_en": ""}


@pytest.fixture
async def context(make_jornada: Callable[[], str], tmp_path: Path) -> AsyncIterator[AppContext]:
    """One that sends e-mail."""
    async with open_context(make_jornada(), tmp_path / "keys") as context:
        yield replace(context, channels=Channels(mail=True))


async def notices(context: AppContext) -> list[str]:
    async with context.database.read() as conn:
        return [row["kind"] for row in await conn.fetch("SELECT kind FROM outbox WHERE state = 'waiting'")]


@pytest.mark.parametrize("ticked", [True, False])
async def test_the_box_is_ticked_and_tells_those_who_can_be_told(
    admin: Browser, new_browser: NewBrowser, context: AppContext, ticked: bool
) -> None:
    await book(await new_browser(), tell="yes", contact="ana@example.org")
    await book(await new_browser(), contact="722 555 0102")
    await admin.post(FORM, (await call_off(admin)).hidden | OFF)
    async with context.database.begin() as tx:
        await tx.conn.execute(
            "UPDATE outbox SET state = 'sent', done_at = app_now(), sealed = NULL WHERE state = 'waiting'"
        )
    asked = await admin.post(FORM, newest_undo(await admin.get(DAYS)))
    assert asked.status == 409 and "2 lugares se liberaron" in asked.text
    assert 'name="tell" value="yes" checked' in asked.text and 'data-testid="nobody-told"' not in asked.text
    assert "Avisar a la persona que tenía lugar y había pedido avisos" in asked.text
    # Places that were counted otherwise: the page comes again as it was answered.
    again = await admin.post(FORM, asked.hidden | {"places": "7"})
    assert again.status == 409 and 'name="tell" value="yes" checked' not in again.text
    for _ in range(2):
        done = await admin.post(FORM, again.hidden | ({"tell": "yes"} if ticked else {}))
        assert (done.status, done.path) == (200, DONE)
    assert await notices(context) == (["booking_held"] if ticked else [])


async def test_who_had_a_place_reads_that_it_is_not_held(
    admin: Browser, browser: Browser, new_browser: NewBrowser, context: AppContext
) -> None:
    await book(browser, contact="722 555 0102")
    await admin.post(FORM, (await call_off(admin)).hidden | OFF)
    asked = await admin.post(FORM, newest_undo(await admin.get(DAYS)))
    assert 'data-testid="nobody-told"' in asked.text and 'name="tell"' not in asked.text
    await admin.post(FORM, asked.hidden)
    own = (await browser.get("/turno")).text
    assert 'data-testid="held-after-all"' in own and 'data-testid="called-off"' not in own
    assert "Sí hay audiencia el martes 8 de diciembre de 2026" in own and 'data-testid="book-again"' in own
    folio, pin = await _folio_and_pin(context)
    followed = (await (await new_browser()).send("/seguimiento", {"folio": folio, "pin": pin})).text
    assert 'data-testid="held-after-all"' in followed and 'data-testid="called-off"' not in followed
    await account(context, "ventanilla", Role.FRONT_DESK, PASSWORD)
    desk = await new_browser()
    await desk.send("/entrar", {"username": "ventanilla", "password": PASSWORD})
    found = (await desk.send("/ventanilla/buscar", {"q": folio}, page="/ventanilla")).text
    assert 'data-testid="desk-held"' in found and 'data-testid="desk-called-off"' not in found
