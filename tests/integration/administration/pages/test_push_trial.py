"""An administrator sends a push notice to their own browser, and reads what its service answers."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from audiencia.notifications import configured
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Settings
from audiencia.staff.roles import Role
from tests.integration.notifications import push_service
from tests.integration.notifications.push_service import PushService
from tests.support.contexts import account
from tests.support.page_browser import Browser
from tests.support.page_fixtures import OpenSite

PASSWORD = "tapo7-rilu3-semi4-kado5"
ADDRESS, JSON = "/administracion/aviso-de-prueba", {"Accept": "application/json"}


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    async with push_service.running("") as running:
        yield running


@pytest.fixture
async def admin(
    context: AppContext, open_site: OpenSite, service: PushService, tmp_path: Path
) -> AsyncIterator[Browser]:
    """Somebody who administers an installation that sends push."""
    settings = {"data": tmp_path, "push_loopback": True, "push_contact": "mailto:avisos@municipio.example.mx"}
    channels = configured.channels(Settings.model_validate(settings), context.municipality)
    service.key = channels.push_key or ""
    await account(context, "admin", Role.ADMINISTRATOR, PASSWORD)
    site = await open_site(replace(context, channels=channels), **settings)
    async with Browser(site.make_url("/"), {}) as browser:
        await browser.send("/entrar", {"username": "admin", "password": PASSWORD})
        yield browser


async def test_a_push_goes_to_the_own_browser_at_once(admin: Browser, service: PushService) -> None:
    seen = await admin.get("/administracion")
    assert f'data-trial="{service.key}"' in seen.text
    subscription, browser = service.subscribe()
    fields = {"csrf": seen.hidden["csrf"], "subscription": subscription}
    assert json.loads((await admin.post(ADDRESS, fields, headers=JSON)).text) == {"why": ""}
    [shown] = browser.shown
    assert "prueba" in shown["body"] and shown["tag"] == "test"


async def test_what_its_service_answers_is_said_and_what_is_none_refused(admin: Browser, service: PushService) -> None:
    token = (await admin.get("/administracion")).hidden["csrf"]
    subscription, browser = service.subscribe()
    browser.statuses = [410]
    gone = await admin.post(ADDRESS, {"csrf": token, "subscription": subscription}, headers=JSON)
    assert json.loads(gone.text)["why"] and not browser.shown
    for fields, status in (({"csrf": "x", "subscription": subscription}, 403), ({"csrf": token}, 400)):
        assert (await admin.post(ADDRESS, fields, headers=JSON)).status == status


async def test_without_push_there_is_no_button(browser: Browser, context: AppContext) -> None:
    await account(context, "admin", Role.ADMINISTRATOR, PASSWORD)
    await browser.send("/entrar", {"username": "admin", "password": PASSWORD})
    seen = await browser.get("/administracion")
    assert "data-trial" not in seen.text
    assert (await browser.post(ADDRESS, {"csrf": seen.hidden["csrf"]}, headers=JSON)).status == 409
