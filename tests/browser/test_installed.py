"""The pages as an application of the phone: installable, and with a page of our own while there is no network."""

import json
from io import BytesIO
from typing import Any

from PIL import Image
from playwright.async_api import Page, expect

from tests.browser.conftest import People
from tests.browser.installation import Installation
from tests.browser.people import Citizen, Matter
from tests.browser.walks.barriers import barriers, too_wide
from tests.support.audience import until

CACHED = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
  return found;
}"""
CONTROLLED = """async () => {
  await navigator.serviceWorker.ready;
  if (navigator.serviceWorker.controller) return;
  await new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
}"""


async def ready(page: Page) -> None:
    """The service worker answers for this page, and has what it keeps."""
    await page.evaluate(CONTROLLED)


async def test_a_browser_can_install_it_and_its_icons_are_as_told(house: Installation, people: People) -> None:
    citizen = await people.citizen("red")
    await citizen.page.goto("/")
    session = await citizen.visitor.context.new_cdp_session(citizen.page)
    found = await session.send("Page.getInstallabilityErrors")
    # Private windows, which this test's are, install nothing whatever the page is.
    assert [one["errorId"] for one in found["installabilityErrors"] if one["errorId"] != "in-incognito"] == []
    app = await session.send("Page.getAppManifest")
    assert app["url"] == f"{house.url}/manifiesto/es-MX" and app["errors"] == []
    manifest = json.loads(app["data"])
    assert "Municipio de Ejemplo" in manifest["name"]
    for icon in manifest["icons"]:
        answer = await citizen.page.request.get(icon["src"])
        assert answer.ok and answer.headers["content-type"] == icon["type"]
        picture = Image.open(BytesIO(await answer.body()))
        assert picture.format == "PNG" and f"{picture.width}x{picture.height}" == icon["sizes"]


async def without_network(citizen: Citizen, path: str) -> None:
    """Opens a page while nothing goes out."""
    await citizen.visitor.context.set_offline(True)
    await citizen.page.goto(path)
    await citizen.sees("offline")


async def found_again(citizen: Citizen) -> None:
    """The network is there again; the page hears of it."""
    await citizen.visitor.context.set_offline(False)
    citizen.visitor.watch.forgive()


async def test_without_a_network_the_number_is_shown_and_the_page_comes_back_by_itself(people: People) -> None:
    citizen = await people.citizen("red")
    number = await citizen.join(Matter("agua", "fugas"))
    folio, pin = await citizen.see("folio").inner_text(), await citizen.see("pin").inner_text()
    await ready(citizen.page)
    await without_network(citizen, "/turno")
    await citizen.sees("offline-number", number)
    await citizen.sees("offline-folio", folio)
    assert pin not in await citizen.page.content()
    assert pin not in await citizen.page.evaluate("JSON.stringify({ ...localStorage })")
    assert await barriers(citizen.page) == []
    assert await too_wide(citizen.page) == []
    await found_again(citizen)
    await citizen.at("line")
    assert await citizen.see("number").inner_text() == number
    assert sorted(set(await citizen.page.evaluate(CACHED))) == sorted(await kept_files(citizen.page))
    await citizen.leave()


async def kept_files(page: Page) -> set[str]:
    """What the page without a network is made of: nothing else may lie in the browser's cache of ours."""
    text = await page.evaluate("async () => (await fetch('/avisos.js?idioma=es-MX')).text()")
    told: dict[str, Any] = json.loads(text.split("\n", 1)[0].removeprefix("self.offline=").removesuffix(";"))
    return {path.split("?")[0] for path in (told["page"], *told["files"])}


async def test_who_has_no_number_is_told_in_their_language_and_nobody_elses_number(people: People) -> None:
    citizen = await people.citizen("red")
    await citizen.join(Matter("agua", "fugas"))
    await ready(citizen.page)
    await citizen.leave()
    await citizen.page.goto("/areas")
    await citizen.page.get_by_role("button", name="English").click()
    await expect(citizen.page.locator("html")).to_have_attribute("lang", "en")
    await until(lambda: _keeps_only(citizen.page, "/sin-conexion/en"), "the page without a network in English alone")
    await without_network(citizen, "/directorio")
    await expect(citizen.page.get_by_role("heading", name="There is no connection")).to_be_visible()
    await expect(citizen.see("offline-kept")).to_be_hidden()
    await found_again(citizen)
    await citizen.page.wait_for_url("**/directorio")
    await expect(citizen.see("offline")).to_have_count(0)


async def _keeps_only(page: Page, path: str) -> bool:
    """Another worker has taken over, and removed what the one before it kept."""
    return [one for one in await page.evaluate(CACHED) if one.startswith("/sin-conexion/")] == [path]


async def test_number_and_folio_go_from_the_device_when_asked(people: People) -> None:
    citizen = await people.citizen("red")
    number = await citizen.join(Matter("agua", "fugas"))
    await ready(citizen.page)
    await without_network(citizen, "/turno")
    await citizen.sees("offline-number", number)
    await citizen.press("offline-forget")
    await expect(citizen.see("offline-kept")).to_have_count(0)
    await citizen.page.goto("/areas")
    await citizen.sees("offline")
    await expect(citizen.see("offline-kept")).to_be_hidden()
    assert number not in await citizen.page.content()
    await found_again(citizen)
    await expect(citizen.see("offline")).to_have_count(0)
    await citizen.press("own-number")
    await citizen.leave()


async def test_a_page_of_the_live_service_is_never_one_that_was_kept(house: Installation, people: People) -> None:
    """Each opening of a page is an answer of the server of now, also with the service worker in between."""
    citizen = await people.citizen("red")
    await citizen.page.goto("/areas")
    await ready(citizen.page)
    nonces = set()
    for _ in range(3):
        answer = await citizen.page.goto("/areas")
        assert answer is not None and answer.status == 200
        nonces.add(answer.headers["content-security-policy"].split("nonce-")[1].split("'")[0])
    assert len(nonces) == 3
