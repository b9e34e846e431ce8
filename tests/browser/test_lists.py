"""Staff's lists, and the page of parts: by keys, without script, on a telephone, and with nothing for axe-core to find."""

import re

from playwright.async_api import expect

from audiencia.core import folio as folios
from tests.browser.chromium import DESK, PHONE
from tests.browser.conftest import People, engine_alone
from tests.browser.installation import Installation
from tests.browser.people import Citizen, Staff
from tests.browser.walks.barriers import barriers, too_wide

browsers = engine_alone

DEPARTMENTS, TEMPLATES = "/administracion/areas", "/administracion/plantillas"


async def administrator(house: Installation, people: People, **window: object) -> Staff:
    one = await people.bring(Staff, "green", **{"screen": DESK, **window})
    await one.sign_in("administracion", house.passwords["administracion"])
    await one.sees("administration")
    return one


async def test_the_menu_of_a_row_is_worked_by_keys(house: Installation, people: People) -> None:
    one = await administrator(house, people)
    await one.page.goto(DEPARTMENTS)
    button, panel = one.see("acts-agua"), one.page.locator("tr[data-testid=area-agua] .menu-panel")
    await button.focus()
    await one.page.keyboard.press("Enter")
    await expect(panel).to_be_visible()
    await one.page.keyboard.press("Tab")
    await expect(panel.locator("a").first).to_be_focused()
    await one.page.keyboard.press("Escape")
    await expect(panel).to_be_hidden()
    await expect(button).to_be_focused()
    await button.click()
    await one.see("acts-tesoreria").click()
    await expect(panel).to_be_hidden()
    await one.page.locator("h1").click()
    await expect(one.page.locator("details[data-menu][open]")).to_have_count(0)


async def test_a_list_needs_no_script(house: Installation, people: People) -> None:
    one = await administrator(house, people, script=False)
    await one.page.goto(DEPARTMENTS)
    await one.press("sort-name")
    await expect(one.page.locator("th[aria-sort=ascending]")).to_have_text("Área")
    await one.page.locator("#q").fill("baches")
    await one.page.keyboard.press("Enter")
    await expect(one.page.locator("tbody tr")).to_have_count(1)
    assert await one.page.locator("#q").input_value() == "baches"
    await expect(one.page.locator("th[aria-sort=ascending]")).to_have_text("Área")
    await one.press("acts-obras-publicas")
    await one.page.locator("tr .menu-panel a").first.click()
    await one.sees("area-page")
    await one.page.locator(f'.staff-nav a[href="{DEPARTMENTS}"][aria-current=page]').click()
    await one.sees("areas-page")


async def test_a_form_opens_above_its_list_without_script(house: Installation, people: People) -> None:
    one = await administrator(house, people, script=False)
    await one.page.goto(TEMPLATES)
    await one.page.locator("#q").fill("identificación")
    await one.page.keyboard.press("Enter")
    rows = one.page.locator("tbody tr")
    await expect(rows).to_have_count(1)
    await rows.locator("th a").click()
    await expect(one.see("opened").locator("input[name=label]")).to_have_value("Acudir con identificación")
    await expect(rows).to_have_count(1)
    await one.press("close")
    await expect(one.see("opened")).to_have_count(0)
    assert await one.page.locator("#q").input_value() == "identificación"
    await one.see("new-step_template").click()
    await expect(one.see("add-step_template").locator("input[name=label]")).to_be_visible()


async def test_on_a_telephone_the_navigation_and_the_list_scroll_in_themselves(
    house: Installation, people: People
) -> None:
    one = await administrator(house, people, screen=PHONE)
    for path in ("", "/areas", "/servicios", "/titulares", "/dias", "/anuncios", "/documentos", "/plantillas"):
        path = f"/administracion{path}"
        await one.page.goto(path)
        assert not await too_wide(one.page), path
        here = one.page.locator(".staff-nav [aria-current]")
        await expect(here).to_be_in_viewport(ratio=1)
        height = await one.page.locator(".staff-nav").evaluate("(nav) => nav.offsetHeight")
        assert height < 70, "it is one line"


async def test_a_pseudonym_breaks_where_its_cell_ends(house: Installation, people: People) -> None:
    """64 characters without a space: what is on record about a folio that does not exist."""
    stranger = await people.bring(Citizen, "red", script=False)
    await stranger.page.goto("/seguimiento")
    await stranger.page.locator("#folio").fill(folios.make("MTP", 2026, bytes(5)))
    await stranger.page.locator("#pin").fill("000000")
    await stranger.press("follow-submit")
    await stranger.sees("error-summary")
    stranger.visitor.watch.forgive()
    auditor = await people.bring(Staff, "green", screen=PHONE)
    await auditor.sign_in("auditoria", house.passwords["auditoria"])
    await auditor.sees("audit-log")
    await expect(auditor.page.locator(".pseudonym", has_text=re.compile("^folio [0-9a-f]{64}$")).first).to_be_visible()
    assert not await too_wide(auditor.page)


async def test_other_lists_fit_a_telephone_too(house: Installation, people: People) -> None:
    for login, paths in (
        ("ventanilla", ("/ventanilla", "/ventanilla/avisar")),
        ("comunicacion", ("/informe/jornadas",)),
    ):
        one = await people.bring(Staff, "green", screen=PHONE)
        await one.sign_in(login, house.passwords[login])
        for path in paths:
            await one.page.goto(f"{path}?q=zzz")
            assert not await too_wide(one.page) and not await barriers(one.page), path


async def test_the_page_of_parts_has_no_barriers(people: People) -> None:
    one = await people.bring(Citizen, "red", screen=PHONE)
    await one.page.goto("/componentes")
    await one.sees("part-menu")
    assert not await barriers(one.page) and not await too_wide(one.page)
    await one.page.set_viewport_size(DESK)
    assert not await barriers(one.page)
    for kind, close in (("dialog", "Escape"), ("sheet", "Escape"), ("confirm", ""), ("danger", "")):
        await one.press(f"open-{kind}")
        shown = one.page.locator("dialog[open]")
        await expect(shown).to_be_visible()
        assert not await barriers(one.page), kind
        await one.page.keyboard.press(close) if close else await one.press("sample-cancel")
        await expect(shown).to_have_count(0)
        await expect(one.see(f"open-{kind}")).to_be_focused()
