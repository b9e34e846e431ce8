"""Pages: no other host, no script needed for forms, small while waiting. What axe-core finds: `tests/browser/walks`."""

import re
from typing import Any

from playwright.async_api import Page, expect

from tests.browser.conftest import People
from tests.browser.installation import Installation
from tests.browser.people import Citizen, Director, Matter, fill_join_form, go_to_consents

HEAVIEST_BYTES = 80_000
HOME_BYTES = 30_000
VIEW = '42/citizen,["view"'
"""A citizen's view begins so, as Socket.IO writes it."""


async def test_forms_work_without_script(house: Installation, people: People) -> None:
    """Joining, following, language, signing in and out."""
    citizen = await people.citizen("red", script=False)
    page = citizen.page
    await page.goto("/unirse/transparencia/arco")
    await page.locator("#name").fill("Ana")
    await go_to_consents(page)
    await citizen.press("join-submit")
    await citizen.sees("error-summary")
    assert await page.locator("#name").input_value() == "Ana"
    await fill_join_form(page, Matter("transparencia", "arco"))  # where no test attends: it stays in the line
    await citizen.press("join-submit")
    await page.wait_for_url("**/turno")
    number, folio, pin = (
        text.strip() for text in await page.locator(".ticket-number, .ticket .code").all_inner_texts()
    )
    assert number.startswith("TR")
    await page.goto("/seguimiento")
    await page.locator("#folio").fill(folio)
    await page.locator("#pin").fill(pin)
    await citizen.press("follow-submit")
    await citizen.sees("found", folio)
    await page.goto("/areas")
    await page.get_by_role("button", name="English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(page).to_have_url(re.compile("/areas$"))
    director = await people.bring(Director, "blue", script=False)
    await director.sign_in("direccion-tesoreria", house.passwords["direccion-tesoreria"], on_page=True)
    await director.page.wait_for_url("**/direccion")
    await director.page.get_by_role("button", name="Cerrar sesión").click()
    await expect(director.page).not_to_have_url(re.compile("/direccion$"))
    await director.page.goto("/direccion")
    assert "/entrar" in director.page.url


async def test_a_demonstration_says_so_in_one_line_of_a_phone(people: People) -> None:
    citizen = await people.citizen("red", script=False)
    await citizen.page.set_viewport_size({"width": 360, "height": 740})
    await citizen.page.goto("/")
    box = await citizen.see("demo-banner").bounding_box()
    assert box is not None and box["height"] <= 45
    more = citizen.see("demo-banner").locator("p")
    await expect(more).to_be_hidden()
    await citizen.see("demo-banner").get_by_text("Más", exact=True).click()
    await expect(more).to_be_visible()


async def test_a_waiting_page_is_light(people: People) -> None:
    """All that a telephone on prepaid data loads for the waiting room, its first messages included."""
    citizen = await people.citizen("red")
    await citizen.join(Matter("seguridad", "transito"))
    loaded = await load_anew(citizen)
    assert sum(loaded.values()) <= HEAVIEST_BYTES, loaded
    await citizen.leave()  # other tests look at the whole line


async def test_the_home_page_is_light(people: People) -> None:
    citizen = await people.citizen("red")
    loaded = await weigh(citizen.page, "/")
    assert loaded["messages"] == 0 < loaded["pages and files"] <= HOME_BYTES, loaded


async def test_who_sees_and_hears_a_call_is_said_in_three_screens(people: People) -> None:
    citizen = await people.citizen("red", script=False)
    page = citizen.page
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.goto("/aviso")
    await citizen.press("to-your-call")
    box = await citizen.see("your-call").bounding_box()
    assert box is not None and box["width"] <= 360 and box["height"] <= 3 * 740
    await expect(page.get_by_role("img", name="El camino de su imagen y su voz")).to_be_visible()


async def load_anew(citizen: Citizen) -> dict[str, float]:
    """Opens the waiting page as on a first visit; gives the bytes that came, by what they were."""
    # What the page after joining still gets is not counted with what is loaded below.
    await citizen.page.goto("about:blank")
    loaded = await weigh(citizen.page, "/turno")
    await citizen.is_connected()
    assert loaded["messages"] > 0
    return loaded


async def weigh(page: Page, path: str) -> dict[str, float]:
    """Opens a page as on a first visit; gives the bytes that came by themselves, by what they were."""
    session = await page.context.new_cdp_session(page)
    loaded: dict[str, float] = {"pages and files": 0, "messages": 0}
    views = 0

    def finished(event: dict[str, Any]) -> None:
        loaded["pages and files"] += event["encodedDataLength"]

    def message(event: dict[str, Any]) -> None:
        nonlocal views
        payload = event["response"]["payloadData"]
        views += payload.startswith(VIEW)
        # A view after the first one is news of the line: a page that takes longer to load sees more of them.
        if views <= 1 or not payload.startswith(VIEW):
            loaded["messages"] += len(payload)

    session.on("Network.loadingFinished", finished)
    session.on("Network.webSocketFrameReceived", message)
    session.on("Network.webSocketFrameSent", message)
    await session.send("Network.enable")
    await session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    # A first visit has none; what comes through one is not counted here.
    await session.send("Network.setBypassServiceWorker", {"bypass": True})
    await page.goto(path, wait_until="networkidle")
    await page.evaluate("new Promise((done) => requestIdleCallback(done))")
    return loaded
