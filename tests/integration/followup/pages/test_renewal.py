"""A service worker tells which push subscription took the place of another one."""

import pytest
from limits import parse

from audiencia.http.limits import rates
from tests.integration.notifications.test_subscriptions import subscription
from tests.support.page_browser import Browser

PATH = "/avisos/suscripcion"
RENEWED = {"old": subscription(1), "subscription": subscription(2)}


async def test_a_worker_of_this_site_is_answered_without_a_form(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await browser.post(PATH, RENEWED)).status == 204
    assert (await browser.post(PATH, RENEWED | {"old": "{}"})).status == 400
    assert (await browser.post(PATH, RENEWED, headers={"Origin": "https://evil.example"})).status == 403
    monkeypatch.setattr(rates, "RENEWALS_PER_ADDRESS", parse("0/hour"))
    assert (await browser.post(PATH, RENEWED)).status == 429
