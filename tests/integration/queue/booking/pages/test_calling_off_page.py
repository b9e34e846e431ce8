"""Calling a day off without script: the question with whom it concerns, its errors, what everybody reads then, and the way back."""

from datetime import UTC
from uuid import uuid4

import pytest

from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.integration.administration.pages.test_catalogue_page import DAYS, newest_undo
from tests.integration.queue.booking.pages.test_booking_page import PASSWORD, TEN, book, wednesday
from tests.support.contexts import account, folio_and_pin
from tests.support.page_browser import Browser, NewBrowser, Seen

__all__ = ["wednesday"]
FORM, DONE = "/administracion/contenido", f"{DAYS}?hecho=1"
CLOSED = {
    "act": "add", "kind": "opening", "key": "", "version": "0", "day": "2026-12-08", "closed": "yes",
    "why_es": "Inundación", "why_en": "Flood",
}  # fmt: skip
REASON = {"reason": "other", "more_es": "El río <b>creció</b>.", "more_en": ""}


@pytest.fixture
async def admin(new_browser: NewBrowser, context: AppContext, wednesday: None) -> Browser:
    await account(context, "admin", Role.ADMINISTRATOR, PASSWORD)
    browser = await new_browser()
    await browser.send("/entrar", {"username": "admin", "password": PASSWORD})
    return browser


async def call_off(admin: Browser, asked: dict[str, str] = CLOSED) -> Seen:
    """The form of the day, as the page of days sends it."""
    hidden = {"csrf": (await admin.get(DAYS)).hidden["csrf"], "command_id": str(uuid4())}
    return await admin.post(FORM, hidden | asked)


async def test_the_question_and_what_people_read_afterwards(
    admin: Browser, browser: Browser, new_browser: NewBrowser, context: AppContext
) -> None:
    await book(browser)
    english = await new_browser(**{"Accept-Language": "en"})
    await book(english, contact="722 555 0102")
    asked = await call_off(admin)
    assert (asked.status, asked.path) == (409, FORM)
    assert "2 personas tienen lugar ese día" in asked.text and 'data-calls-off="yes"' in asked.text
    assert "Obras Públicas" in asked.text and ">Inundación</textarea>" in asked.text
    assert "Esta instalación no envía" in asked.text
    assert 'data-testid="error-summary"' not in asked.text

    wrong = await admin.post(FORM, asked.hidden)
    assert wrong.status == 400 and '<a href="#called_off_reason">' in wrong.text
    wrong = await admin.post(FORM, wrong.hidden | {"reason": "other", "more_es": " "})
    assert wrong.status == 400 and '<a href="#more_es">' in wrong.text and 'value="other" checked' in wrong.text

    third = await new_browser()
    await book(third, contact="722 555 0103", starts_at=TEN.replace(minute=30).astimezone(UTC).isoformat())
    changed = await admin.post(FORM, wrong.hidden | REASON)
    assert changed.status == 409 and "3 personas tienen lugar ese día" in changed.text
    assert 'data-testid="error-summary"' in changed.text and "creció&lt;/b&gt;.</textarea>" in changed.text
    for _ in range(2):
        done = await admin.post(FORM, changed.hidden | REASON)
        assert (done.status, done.path) == (200, DONE) and 'data-testid="done"' in done.text

    own = (await browser.get("/turno")).text
    assert 'data-testid="called-off"' in own and "No hay audiencia el día de su cita" in own
    assert "Motivo: Fuerza mayor." in own and "El río &lt;b&gt;creció&lt;/b&gt;." in own
    assert 'href="/areas" data-testid="book-again"' in own and 'data-testid="appointment"' not in own
    assert "Reason: Force majeure." in (await english.get("/turno")).text
    folio, pin = await _folio_and_pin(context)
    followed = (await (await new_browser()).send("/seguimiento", {"folio": folio, "pin": pin})).text
    assert 'data-testid="called-off"' in followed and "martes 8 de diciembre de 2026" in followed
    home = (await (await new_browser()).get("/")).text
    assert 'data-testid="called-off"' in home and "Motivo: Fuerza mayor." in home

    # The way back is a question too, because it brings no place back.
    undo = newest_undo(await admin.get(DAYS))
    back = await admin.post(FORM, undo)
    assert back.status == 409 and 'data-calls-off="no"' in back.text
    assert "3 lugares se liberaron" in back.text and 'name="reason"' not in back.text
    held = await admin.post(FORM, back.hidden)
    assert (held.status, held.path) == (200, DONE)
    assert 'data-testid="called-off"' not in (await (await new_browser()).get("/")).text
    own = (await browser.get("/turno")).text
    assert 'data-testid="held-after-all"' in own and 'data-testid="called-off"' not in own
    await book(await new_browser(), contact="722 555 0104")


async def test_a_holiday_on_that_day_asks_the_same_and_other_hours_are_refused(
    admin: Browser, browser: Browser, context: AppContext
) -> None:
    await book(browser)
    asked = await call_off(admin, CLOSED | {"kind": "holiday", "name": "Luto oficial", "why_es": ""})
    assert asked.status == 409 and ">Luto oficial</textarea>" in asked.text
    hours = {"closed": "", "lobby": "15:00", "opens": "16:00", "closes": "18:00"}
    refused = await call_off(admin, CLOSED | hours)
    assert refused.status == 409 and 'data-testid="day-question"' not in refused.text
    assert 'data-testid="error-summary"' in refused.text
    done = await admin.post(FORM, asked.hidden | {"reason": "mourning", "more_es": ""})
    assert done.path == DONE
    assert "Motivo: Luto oficial." in (await browser.get("/turno")).text


async def _folio_and_pin(context: AppContext) -> tuple[str, str]:
    async with context.database.read() as conn:
        attention_id = await conn.fetchval("SELECT attention_id FROM ticket ORDER BY joined_at LIMIT 1")
    return await folio_and_pin(context, attention_id)
