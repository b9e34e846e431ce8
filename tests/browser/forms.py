"""Forms that are sent for a window that never showed them: to load one, fill it in and send it takes 0.4 s of a processor, signing in
0.2, hundreds of times, and few tests ask anything of that.
"""

from collections.abc import Collection

from audiencia.simulation.browser import Browser, Page
from audiencia.simulation.client import expect_redirect
from tests.browser.chromium import Visitor
from tests.support.citizen_client import CitizenClient


async def can_send(visitor: Visitor) -> bool:
    """Whether the window holds nothing yet that goes along with a form, and its address needs no certificate."""
    return visitor.home.startswith("http://") and not await visitor.context.cookies()


async def join(
    visitor: Visitor, department: str, topic: str, name: str, matter: str, contact: str, adjustments: Collection[str]
) -> None:
    """Takes a number; the window shows what this leads to."""
    async with CitizenClient(visitor.home, visitor.language) as client:
        page = await client.join(department, topic, name=name, matter=matter, contact=contact, adjustments=adjustments)
        await _go_on(visitor, client.browser, page)


async def sign_in(visitor: Visitor, login: str, password: str) -> None:
    """Signs in; the window shows the page of the role."""
    async with Browser(visitor.home, visitor.language) as browser:
        page = await browser.submit("/entrar", {"username": login, "password": password})
        expect_redirect("sign in", page, "sign_in_failed")
        await _go_on(visitor, browser, page)


async def _go_on(visitor: Visitor, browser: Browser, page: Page) -> None:
    # Cookies with this prefix are given to an address with `https`; the browser sends them to this machine without it too.
    home = visitor.home.replace("http://", "https://")
    for one in browser.session.cookie_jar:
        await visitor.context.add_cookies(
            [{"name": one.key, "value": one.value, "url": home, "secure": True, "httpOnly": True, "sameSite": "Lax"}]
        )
    assert page.location is not None
    await visitor.page.goto(page.location)
