"""Being told with the page closed: the button, the browser's permission, the message that arrives, and what it shows.

A headless browser has no push service behind it, so that alone is put in its place: `PushManager.subscribe` gives a subscription
of the service that this test runs. Everything after it is real: what the server sends there is decrypted, and given to the
page's own service worker by the browser itself.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, expect

from tests.browser.chromium import PHONE
from tests.browser.conftest import People
from tests.browser.installation import Installation, installation
from tests.browser.people import Matter, Staff
from tests.browser.petitions import pin_of, send
from tests.browser.test_pages import HEAVIEST_BYTES, load_anew
from tests.browser.walks.barriers import barriers, too_wide
from tests.integration.notifications import mail_server, push_service
from tests.integration.notifications.mail_server import MailServer
from tests.integration.notifications.push_service import Browser, PushService
from tests.support.audience import until

SECONDS = 90
MATTER = Matter(contact="ana.perez@example.org", department="tesoreria", topic="predial")
SUBSCRIBE = """(given) => {
  const made = { ...given, toJSON: () => given, unsubscribe: async () => { delete window.subscribed; return true; } };
  PushManager.prototype.subscribe = async function (options) {
    if (!options.userVisibleOnly) throw new Error("not visible");
    const key = btoa(String.fromCharCode(...new Uint8Array(options.applicationServerKey)));
    window.subscribedWith = key.replace(/\\+/g, "-").replace(/\\//g, "_").replace(/=/g, "");
    window.subscribed = made;
    return made;
  };
  PushManager.prototype.getSubscription = async () => window.subscribed ?? null;
}"""


class Post:
    """The servers behind this installation."""

    def __init__(self, mail: MailServer, push: PushService) -> None:
        self.mail, self.push = mail, push


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def telling() -> AsyncIterator[tuple[Installation, Post]]:
    """An installation that tells people, by servers of its own."""
    async with AsyncExitStack() as stack:
        mail = await stack.enter_async_context(mail_server.running())
        push = await stack.enter_async_context(push_service.running(""))
        settings = {
            "PUSH_LOOPBACK": "1", "SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(mail.port), "SMTP_TLS": "none",
            "MAIL_FROM": "avisos@municipio.example.mx",
        }  # fmt: skip
        running = await stack.enter_async_context(installation(settings=settings, quick=True))
        yield running, Post(mail, push)


@pytest_asyncio.fixture(loop_scope="session")
async def house(telling: tuple[Installation, Post]) -> Installation:
    """That installation, in place of the usual one."""
    return telling[0]


@pytest_asyncio.fixture(loop_scope="session")
async def post(telling: tuple[Installation, Post]) -> Post:
    """What it sends to."""
    return telling[1]


async def shown_by(browser: Browser, number: int) -> list[dict[str, Any]]:
    """The messages that this browser's service has got, once there are so many."""
    await until(lambda: len(browser.shown) >= number, f"{number} messages to the browser")
    return browser.shown


async def deliver(context: BrowserContext, origin: str, message: dict[str, Any]) -> None:
    """The browser gives the message to the service worker, as it does with what its service brings."""
    page = context.pages[0]
    session = await context.new_cdp_session(page)
    versions: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    session.on("ServiceWorker.workerRegistrationUpdated", versions.put_nowait)
    await session.send("ServiceWorker.enable")
    event = await asyncio.wait_for(versions.get(), SECONDS)
    registration = event["registrations"][0]["registrationId"]
    await session.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": origin, "registrationId": registration, "data": json.dumps(message)},
    )


NOTICES = """async () => (await (await navigator.serviceWorker.ready).getNotifications()).map(
  (one) => ({ title: one.title, body: one.body, tag: one.tag, data: one.data, lang: one.lang }))"""


@pytest.mark.long
async def test_a_citizen_closes_the_page_and_is_told(house: Installation, people: People, post: Post) -> None:
    citizen = await people.citizen("red")
    await citizen.visitor.context.grant_permissions(["notifications"], origin=house.url)
    given, behind = post.push.subscribe()
    await citizen.visitor.context.add_init_script(f"({SUBSCRIBE})({given})")
    number = await citizen.join(MATTER)
    await citizen.choose_option("tell-open")
    await citizen.sees("tell-status", "Todavía no hay ningún aviso encendido.")
    await citizen.press("tell-push")
    await expect(citizen.see("tell-push")).to_have_attribute("data-on", "yes")
    post.push.key = await citizen.page.evaluate("window.subscribedWith")
    await citizen.press("tell-mail")
    await expect(citizen.see("tell-mail")).to_have_attribute("data-on", "yes")
    assert await barriers(citizen.page) == []
    assert await too_wide(citizen.page) == []
    director = await people.director("tesoreria")
    await director.open_room()
    near = await shown_by(behind, 1)
    assert near[0]["body"] == f"Ya casi le toca, turno {number}. Toque aquí y quédese en la página."
    # Letters that are sent at once arrive in any order.
    await until(lambda: len(post.mail.taken) >= 1, "a letter")
    await citizen.page.goto("/areas")
    await director.call_next()
    called = (await shown_by(behind, 2))[1]
    assert called["body"] == f"Le llamamos ahora, turno {number}. Toque aquí para contestar."
    assert MATTER.text not in json.dumps(behind.shown) and MATTER.name not in json.dumps(behind.shown)
    for message in (near[0], called):
        await deliver(citizen.visitor.context, house.url, message)
    shown = await citizen.page.evaluate(NOTICES)
    assert [one["body"] for one in shown] == [called["body"]], "the later one takes the place of the earlier one"
    assert shown[0]["title"] == called["title"] == "Municipio de Ejemplo"
    await until(lambda: len(post.mail.taken) >= 2, "two letters")
    assert [letter["Subject"] for letter in post.mail.taken] == [
        f"{number}: ya casi es su turno",
        f"{number}: le llamamos ahora",
    ]
    await citizen.page.goto("/turno")
    await citizen.at("called")
    await director.withdraw()
    await citizen.at("line")
    await citizen.open_options()
    await expect(citizen.see("tell-mail")).to_have_attribute("data-on", "yes")
    await citizen.press("tell-mail")
    await expect(citizen.see("tell-mail")).not_to_have_attribute("data-on", "yes")


@pytest.mark.long
async def test_a_browser_is_told_of_a_case(house: Installation, people: People, post: Post) -> None:
    folio = await send(house, ("tesoreria", "predial"), MATTER.text, contact="")
    citizen = await people.citizen("red")
    await citizen.visitor.context.grant_permissions(["notifications"], origin=house.url)
    given, behind = post.push.subscribe()
    await citizen.visitor.context.add_init_script(f"({SUBSCRIBE})({given})")
    await citizen.page.goto("/seguimiento")
    await citizen.page.locator("#folio").fill(folio)
    await citizen.page.locator("#pin").fill(await pin_of(house, folio))
    await citizen.press("follow-submit")
    await citizen.press("case-tell-button")
    await citizen.sees("case-tell", "Los avisos están encendidos.")
    assert await barriers(citizen.page) == []
    assert await too_wide(citizen.page) == []
    post.push.key = await citizen.page.evaluate("window.subscribedWith")
    director = await people.director("tesoreria")
    await director.page.goto(f"/expedientes/{folio}")
    await director.press("take")
    await director.press("begin")
    (told,) = await shown_by(behind, 1)
    assert told["body"] == f"Folio {folio}: hay novedades." and told["url"].endswith("/seguimiento")
    await citizen.press("case-tell-button")
    await citizen.sees("case-tell", "Los avisos están apagados.")
    assert await house.rows("SELECT 1 FROM notice_way WHERE reason = 'case'") == []


async def test_an_administrator_sends_a_notice_to_the_own_browser(
    house: Installation, people: People, post: Post
) -> None:
    office = await people.bring(Staff, "green", screen=PHONE)
    context = office.visitor.context
    await context.grant_permissions(["notifications"], origin=house.url)
    given, behind = post.push.subscribe()
    await context.add_init_script(f"({SUBSCRIBE})({given})")
    await office.sign_in("administracion", house.passwords["administracion"])
    await office.page.goto("/administracion")
    post.push.key = await office.see("push-trial").get_attribute("data-trial") or ""
    await office.press("push-trial-send")
    await office.sees("push-trial-said", "Tomado; vea si llega.")
    (message,) = behind.shown
    await deliver(context, house.url, message)
    assert [one["body"] for one in await office.page.evaluate(NOTICES)] == [message["body"]]
    behind.statuses = [410]
    await office.press("push-trial-send")
    await office.sees("push-trial-said", "No lo recibieron: el navegador ya no recibe avisos.")
    assert await too_wide(office.page) == [] == await barriers(office.page)


async def test_whoever_says_no_is_told_what_else_there_is(house: Installation, people: People) -> None:
    citizen = await people.citizen("blue")
    await citizen.visitor.context.grant_permissions(["notifications"], origin=house.url)
    await citizen.visitor.context.add_init_script("Notification.requestPermission = async () => 'denied'")
    await citizen.join(Matter("agua", "fugas"))
    await citizen.choose_option("tell-open")
    await citizen.press("tell-push")
    await citizen.sees("tell-status", "No permitió avisos para esta página")
    await expect(citizen.see("tell-push")).not_to_have_attribute("data-on", "yes")


async def test_a_browser_that_blocks_notices_says_so_before_any_click(house: Installation, people: People) -> None:
    citizen = await people.citizen("blue")
    session = await citizen.visitor.context.new_cdp_session(citizen.page)
    window = (await session.send("Target.getTargetInfo"))["targetInfo"]["browserContextId"]
    blocked = {"permission": {"name": "notifications"}, "setting": "denied", "origin": house.url}
    await session.send("Browser.setPermission", {**blocked, "browserContextId": window})
    await citizen.join(Matter("agua", "fugas"))
    await citizen.choose_option("tell-open")
    await citizen.sees("tell-instead", "Este navegador no permite que esta página muestre avisos.")


async def test_a_browser_without_push_says_so_in_words(people: People) -> None:
    citizen = await people.citizen("blue")
    await citizen.visitor.context.add_init_script("delete window.PushManager")
    await citizen.join(Matter("agua", "fugas", contact="beto@example.org"))
    await citizen.choose_option("tell-open")
    await citizen.sees("tell-instead", "Este navegador no puede mostrar avisos con la página cerrada.")
    await citizen.sees("tell-mail")
    await expect(citizen.see("tell-push")).to_have_count(0)


async def test_the_waiting_page_stays_light_with_the_button(people: People) -> None:
    citizen = await people.citizen("red")
    await citizen.join(Matter("seguridad", "transito", contact="carla@example.org"))
    loaded = await load_anew(citizen)
    assert sum(loaded.values()) <= HEAVIEST_BYTES, loaded
    # What is behind the options is no part of it.
    await citizen.open_options()
    await citizen.sees("tell-open")
