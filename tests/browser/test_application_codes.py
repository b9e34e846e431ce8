"""Codes of an application in Chromium, typed from what the page shows: set up, asked for after the password, and each way to be refused."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pyotp
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser.chromium import DESK
from tests.browser.conftest import People, engine_alone
from tests.browser.installation import Installation
from tests.browser.people import Staff
from tests.browser.walks.barriers import barriers, too_wide

LOGIN, HOME = "comunicacion", "/comunicacion"
browsers = engine_alone


@dataclass
class Owner:
    """Somebody of staff with an application for codes."""

    one: Staff
    house: Installation

    @property
    def page(self) -> Page:
        return self.one.page

    async def enter(self) -> None:
        """With the password; returns when a page answered it."""
        await self.page.context.clear_cookies()
        await self.page.goto("/entrar")
        await self.page.locator("#username").fill(LOGIN)
        await self.page.locator("#password").fill(self.house.passwords[LOGIN])
        await self.one.press("sign-in")
        await expect(self.page).not_to_have_url(f"{self.house.url}/entrar")

    async def set_up(self) -> tuple[pyotp.TOTP, list[str]]:
        """Gives the application, and the recovery codes."""
        await self.page.goto("/cuenta")
        await self.one.press("to-application")
        await self.one.sees("step-qr")
        await self.page.get_by_text("No puedo escanearlo").click()
        made = pyotp.TOTP((await self.one.see("step-secret").inner_text()).replace(" ", ""))
        await self.page.locator("#code").fill(made.now())
        await self.page.locator("#current").fill(self.house.passwords[LOGIN])
        await self.one.press("add-application")
        await self.one.sees("recovery-codes")
        return made, await self.page.locator(".recovery-codes li").all_inner_texts()

    async def prove(self, code: str) -> None:
        await self.page.locator("#code").fill(code)
        await self.one.press("prove")

    async def is_in(self) -> None:
        await self.page.wait_for_url(f"{self.house.url}{HOME}")

    async def refused(self, code: str) -> None:
        """The form again, and nobody signed in."""
        await self.prove(code)
        await expect(self.page.locator("#error-summary")).to_contain_text("Este código no vale")
        assert (await self.page.request.get(f"{self.house.url}{HOME}")).url.startswith(f"{self.house.url}/entrar")


@pytest_asyncio.fixture(loop_scope="session")
async def owner(house: Installation, people: People) -> AsyncIterator[Owner]:
    yield Owner(await people.bring(Staff, "green", screen=DESK), house)
    for table in ("staff_totp", "staff_recovery_code"):
        await house.rows(f"DELETE FROM {table}")


async def test_a_code_lets_in_after_the_password_and_each_counts_once(owner: Owner) -> None:
    await owner.enter()
    application, kept = await owner.set_up()
    await owner.enter()
    assert await barriers(owner.page) == [] and await too_wide(owner.page) == []
    await owner.refused("000000")
    await owner.refused(pyotp.TOTP(pyotp.random_base32()).now())
    code = application.at(time.time() + 30)  # that of now was used
    await owner.prove(code)
    await owner.is_in()

    await owner.enter()
    await owner.refused(code)
    await owner.prove(kept[0])
    await owner.is_in()
    await owner.enter()
    await owner.refused(kept[0])


async def test_without_the_application_the_password_is_enough_again(owner: Owner) -> None:
    await owner.enter()
    await owner.set_up()
    await owner.page.goto("/cuenta")
    await owner.page.get_by_text("Entrar sin la aplicación").click()
    await owner.page.locator("#application_current").fill(owner.house.passwords[LOGIN])
    await owner.one.press("remove-application")
    await owner.one.sees("done")
    await owner.enter()
    await owner.is_in()
