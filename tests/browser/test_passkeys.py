"""Passkeys in Chromium, with its virtual authenticator: made, used without and after a password, and each way to be refused."""

import base64
import json
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

import pytest_asyncio
from playwright._impl._api_structures import SetCookieParam
from playwright.async_api import CDPSession, Page, expect

from audiencia.privacy.crypto import token_hash
from audiencia.runtime.identity import STEP_COOKIE
from tests.browser.chromium import DESK
from tests.browser.conftest import People
from tests.browser.installation import Installation
from tests.browser.people import Staff
from tests.browser.walks.barriers import barriers, too_wide

LOGIN, HOME = "auditoria", "/auditoria"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
ELSEWHERE = "http://localhost:9"
"""Of the same name, and so with the same keys, but no page of ours."""
SIGNED = """async (options) => {
    const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
    const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: [] };
    return JSON.stringify(await navigator.credentials.get({ publicKey }));
}"""
SEND = """(form, answer) => {
    form.querySelector("[name=answer]").value = answer;
    form.submit();
}"""


@dataclass
class Owner:
    """Somebody of staff with a virtual authenticator in the browser."""

    one: Staff
    origin: str
    password: str
    cdp: CDPSession
    authenticator: str

    @property
    def page(self) -> Page:
        return self.one.page

    async def open(self, path: str) -> None:
        await self.page.goto(f"{self.origin}{path}")

    async def enter(self) -> None:
        """With the password; returns when a page answered it."""
        await self.open("/entrar")
        await self.page.locator("#username").fill(LOGIN)
        await self.page.locator("#password").fill(self.password)
        await self.one.press("sign-in")
        await expect(self.page).not_to_have_url(f"{self.origin}/entrar")

    async def enter_in_two_steps(self) -> None:
        """With the password, and with the passkey after it."""
        await self.enter()
        await self.page.wait_for_url(f"{self.origin}/entrar/paso")
        await self.one.press("passkey-sign-in")
        await self.page.wait_for_url(f"{self.origin}{HOME}")

    async def leave(self) -> None:
        """Without a session, and without what the browser was given."""
        await self.page.context.clear_cookies()

    async def add(self, name: str) -> None:
        """Makes the first passkey, which brings recovery codes."""
        await self.open("/cuenta/llave")
        await self.page.locator("#key_name").fill(name)
        await self.page.locator("#current").fill(self.password)
        await self.one.press("add-passkey")
        await expect(self.page.locator(".recovery-codes li")).to_have_count(10)

    async def options(self) -> object:
        """What the page asks the browser for."""
        return json.loads(await self.page.locator("[data-passkey]").get_attribute("data-options") or "")

    async def signed(self) -> str:
        """What the browser answers, without sending it."""
        return str(await self.page.evaluate(SIGNED, await self.options()))

    async def send(self, answer: str) -> None:
        """An answer that the page did not ask for."""
        await self.page.locator("[data-passkey]").evaluate(SEND, answer)

    async def refused(self) -> None:
        """The form again, and nobody signed in."""
        await expect(self.page.locator("#error-summary")).to_contain_text("Esta llave de acceso no le permite entrar")
        await self.open(HOME)
        assert urlsplit(self.page.url).path == "/entrar"


@pytest_asyncio.fixture(loop_scope="session")
async def owner(house: Installation, people: People) -> AsyncIterator[Owner]:
    one = await people.bring(Staff, "green", screen=DESK)
    cdp = await one.page.context.new_cdp_session(one.page)
    await cdp.send("WebAuthn.enable")
    made = await cdp.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    origin = f"http://localhost:{urlsplit(house.url).port}"
    yield Owner(one, origin, house.passwords[LOGIN], cdp, made["authenticatorId"])
    for table in ("staff_passkey", "staff_recovery_code", "staff_identity"):
        await house.rows(f"DELETE FROM {table}")


async def test_keys_are_named_used_without_a_password_and_after_it(owner: Owner) -> None:
    await owner.enter()
    await owner.add("Mi teléfono")
    await owner.one.press("onward")
    await expect(owner.page.locator("[data-testid=own-passkey] b")).to_have_text(["Mi teléfono"])
    assert await barriers(owner.page) == [] and await too_wide(owner.page) == []
    await owner.leave()
    await owner.open("/entrar")
    await owner.one.press("passkey-sign-in")
    await owner.page.wait_for_url(f"{owner.origin}{HOME}")
    await owner.leave()
    await owner.enter_in_two_steps()


async def test_who_must_have_a_second_step_makes_a_key_at_the_first_sign_in_and_uses_it_at_the_next(
    house: Installation, owner: Owner
) -> None:
    """A demonstration asks it of nobody: the step is what the password of an auditor leads to elsewhere."""
    token = secrets.token_urlsafe(32)
    added = "INSERT INTO sign_in_step (token_hash, staff_id, needs, expires_at) SELECT $1, id, 'enrol', app_now() + interval '5 minutes'"
    await house.rows(f"{added} FROM staff WHERE login = $2", token_hash(token), LOGIN)
    cookie: SetCookieParam = {"name": STEP_COOKIE, "value": token, "domain": "localhost", "path": "/", "secure": True}
    await owner.page.context.add_cookies([cookie])
    await owner.open(HOME)
    assert urlsplit(owner.page.url).path == "/entrar", "nobody is signed in yet"
    await owner.open("/entrar/paso")
    assert await barriers(owner.page) == [] and await too_wide(owner.page) == []
    await owner.one.press("passkey-set-up")
    await expect(owner.page.locator(".recovery-codes li")).to_have_count(10)
    await owner.one.press("onward")
    await owner.page.wait_for_url(f"{owner.origin}{HOME}")
    await owner.leave()
    await owner.enter_in_two_steps()


async def test_the_same_answer_counts_once(owner: Owner) -> None:
    await owner.enter()
    await owner.add("Una")
    await owner.leave()
    await owner.open("/entrar")
    before, answer = await owner.page.context.cookies(), await owner.signed()
    await owner.send(answer)
    await owner.page.wait_for_url(f"{owner.origin}{HOME}")
    await owner.leave()
    await owner.page.context.add_cookies(cast("list[SetCookieParam]", before))
    await owner.open("/entrar")
    await owner.send(answer)
    await owner.refused()


async def test_an_answer_counts_in_the_browser_that_was_asked_alone(owner: Owner) -> None:
    await owner.enter()
    await owner.add("Una")
    await owner.leave()
    await owner.open("/entrar")
    answer = await owner.signed()
    await owner.leave()
    await owner.open("/entrar")
    await owner.send(answer)
    await owner.refused()


async def test_what_was_signed_on_another_page_lets_nobody_in(owner: Owner) -> None:
    await owner.enter()
    await owner.add("Una")
    await owner.leave()
    await owner.open("/entrar")
    options = await owner.options()
    await owner.page.route(
        f"{ELSEWHERE}/**", lambda route: route.fulfill(body="<p>Premio</p>", content_type="text/html")
    )
    await owner.page.goto(f"{ELSEWHERE}/premio")
    answer = await owner.page.evaluate(SIGNED, options)
    assert "localhost:9" in base64.urlsafe_b64decode(json.loads(answer)["response"]["clientDataJSON"] + "==").decode()
    await owner.open("/entrar")
    await owner.send(answer)
    await owner.refused()


async def test_a_key_that_was_taken_away_lets_nobody_in(owner: Owner) -> None:
    await owner.enter()
    await owner.add("Una")
    await owner.open("/cuenta")
    await owner.page.locator("[data-testid=own-passkey] summary").click()
    await owner.page.locator("[data-testid=own-passkey] input[type=password]").fill(owner.password)
    await owner.one.press("remove-passkey")
    await expect(owner.one.see("done")).to_contain_text("ya no vale")
    await owner.leave()
    await owner.open("/entrar")
    await owner.one.press("passkey-sign-in")
    await owner.refused()
    await owner.enter()
    await owner.page.wait_for_url(f"{owner.origin}{HOME}")


async def test_of_an_account_of_the_identity_provider_a_key_is_the_second_step_alone(
    house: Installation, owner: Owner
) -> None:
    await owner.enter()
    await owner.add("Una")
    await owner.leave()
    await house.rows(
        "INSERT INTO staff_identity (issuer, subject, staff_id) SELECT '', '', id FROM staff WHERE login = $1", LOGIN
    )
    await owner.open("/entrar")
    await owner.one.press("passkey-sign-in")
    await owner.refused()
    await owner.enter_in_two_steps()


async def test_a_device_that_does_not_know_its_owner_is_told_so(owner: Owner) -> None:
    await owner.enter()
    await owner.add("Una")
    await owner.leave()
    await owner.cdp.send("WebAuthn.setUserVerified", {"authenticatorId": owner.authenticator, "isUserVerified": False})
    await owner.open("/entrar")
    await owner.one.press("passkey-sign-in")
    await expect(owner.page.locator("[data-passkey-failed]")).to_contain_text("Inténtelo otra vez")


async def test_without_script_nothing_of_it_is_shown(house: Installation, people: People) -> None:
    one = await people.bring(Staff, "green", screen=DESK, script=False)
    await one.page.goto(f"http://localhost:{urlsplit(house.url).port}/entrar")
    await expect(one.see("sign-in")).to_be_visible()
    await expect(one.page.locator("[data-passkey]")).to_have_count(1)
    await expect(one.page.locator("[data-passkey]:visible")).to_have_count(0)


async def test_an_address_of_numbers_has_no_form_of_it(people: People) -> None:
    one = await people.bring(Staff, "green", screen=DESK)
    await one.page.goto("/entrar")
    await expect(one.see("sign-in")).to_be_visible()
    await expect(one.page.locator("[data-passkey]")).to_have_count(0)
