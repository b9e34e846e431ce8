"""The front desk's list of whom to tell, without script: empty, with folios alone, with names and telephones, and what came of it."""

import re

import pytest

from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.integration.queue.booking.pages.test_booking_page import PASSWORD, book, wednesday
from tests.integration.queue.booking.pages.test_calling_off_page import FORM, admin, call_off
from tests.support.contexts import account
from tests.support.page_browser import Browser, NewBrowser, Seen

__all__ = ["admin", "wednesday"]
PAGE = "/ventanilla/avisar"
OFF = {"reason": "weather", "more_es": "", "more_en": ""}
NUMBER = "+52 722 555 0101"


@pytest.fixture
async def desk(new_browser: NewBrowser, context: AppContext, wednesday: None) -> Browser:
    """Somebody at the front desk, signed in."""
    await account(context, "ventanilla", Role.FRONT_DESK, PASSWORD)
    desk = await new_browser()
    await desk.send("/entrar", {"username": "ventanilla", "password": PASSWORD})
    return desk


def tick(seen: Seen, outcome: str, which: int = 0) -> dict[str, str]:
    """The fields of one of the buttons with this outcome."""
    forms = re.findall(
        r'<form method="post" action="/ventanilla/avisar/anotar[^"]*">(.*?)</form>', seen.text, re.DOTALL
    )
    mine = [one for one in forms if f'value="{outcome}"' in one]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', mine[which])) | {"outcome": outcome}


async def test_it_is_empty_while_nobody_is_to_be_told(desk: Browser) -> None:
    seen = await desk.get(PAGE)
    assert seen.status == 200 and 'data-testid="nobody"' in seen.text and 'data-testid="show-people"' not in seen.text
    assert 'data-testid="desk-untold"' not in (await desk.get("/ventanilla")).text


async def test_from_the_folios_to_who_was_told(
    desk: Browser, admin: Browser, browser: Browser, new_browser: NewBrowser, context: AppContext
) -> None:
    await book(browser, contact="722 555 0101", consent_follow_up="yes", name="Ana Zenaida")
    await book(await new_browser(), contact="722 555 0102", name="Bruno Quetzal")
    await admin.post(FORM, (await call_off(admin)).hidden | OFF)
    home = (await desk.get("/ventanilla")).text
    assert 'data-testid="desk-untold"' in home and f'href="{PAGE}"' in home
    seen = await desk.get(PAGE)
    assert "2 personas tenían lugar" in seen.text and len(re.findall('data-testid="to-tell-', seen.text)) == 2
    assert (
        "Zenaida" not in seen.text
        and "5550101" not in seen.text.replace(" ", "")
        and "Mostrar el nombre y el teléfono" in seen.text
    )
    assert seen.text.count('value="not_reached"') == 1, "who may not be telephoned cannot have been missed"

    shown = await desk.post(PAGE, {"csrf": seen.hidden["csrf"]})
    assert shown.status == 200 and "Ana Zenaida" in shown.text and NUMBER in shown.text
    assert 'href="tel:+527225550101"' in shown.text
    assert "Bruno" not in shown.text and "5550102" not in shown.text.replace(" ", "")
    assert shown.headers["Cache-Control"] == "no-store"
    assert re.search(r'print-only" data-testid="destroy-sheet">Destruya esta hoja cuando pase el día', shown.text)
    assert 'data-testid="destroy-sheet"' not in seen.text, "a sheet without names need not be destroyed"

    missed = tick(shown, "not_reached")
    after = await desk.post(f"{PAGE}/anotar", missed)
    assert after.status == 200 and NUMBER in after.text and "No contestó, 1 vez" in after.text
    stale = await desk.post(
        f"{PAGE}/anotar", missed | {"command_id": tick(after, "told")["command_id"], "outcome": "told"}
    )
    assert stale.status == 409 and 'data-testid="error-summary"' in stale.text and NUMBER in stale.text
    told = await desk.post(f"{PAGE}/anotar", tick(await desk.get(PAGE), "told"))
    assert (told.status, told.path) == (200, PAGE) and NUMBER not in told.text
    last = await desk.post(f"{PAGE}/anotar", tick(told, "told"))
    assert "Ya se avisó a todas" in last.text and 'data-testid="show-people"' not in last.text
    assert 'data-testid="desk-untold"' not in (await desk.get("/ventanilla")).text
    wrong = await desk.post(f"{PAGE}/anotar", tick(last, "not_reached") | {"outcome": "maybe"})
    assert wrong.status == 400


def folios(seen: Seen) -> list[str]:
    """Who is listed, in their order."""
    return re.findall(r'data-testid="to-tell-([A-Z0-9-]+)"', seen.text)


async def test_it_is_searched_and_sorted_and_stays_so_after_a_note(
    desk: Browser, admin: Browser, browser: Browser, new_browser: NewBrowser
) -> None:
    await book(browser, contact="722 555 0101", consent_follow_up="yes")
    await book(await new_browser(), contact="722 555 0102")
    await admin.post(FORM, (await call_off(admin)).hidden | OFF)
    first, second = folios(await desk.get(PAGE))
    for query, expected in (
        (f"q={second}", [second]), ("q=FALTA+avisar", [first, second]), ("orden=-slot&q=", None), ("q=zzz", []), ("q=%25", []),
        ("orden=phone_sealed&pagina=-3", [first, second]), ("pagina=99", [first, second]),
    ):  # fmt: skip
        found = folios(await desk.get(f"{PAGE}?{query}"))
        assert found == expected or (expected is None and sorted(found) == sorted((first, second))), query
    nothing = await desk.get(f"{PAGE}?q=zzz")
    assert 'data-testid="no-people"' in nothing.text and f'href="{PAGE}" data-testid="whole-list"' in nothing.text
    assert "2 personas tenían lugar" in nothing.text, "how many are left does not depend on the search"
    searched = await desk.get(f"{PAGE}?q={first}")
    noted = await desk.post(f"{PAGE}/anotar?q={first}", tick(searched, "told"))
    assert noted.path == f"{PAGE}?q={first}" and folios(noted) == [first]
    shown = await desk.post(f"{PAGE}?q={second}", {"csrf": noted.hidden["csrf"]})
    assert shown.status == 200 and folios(shown) == [second]
