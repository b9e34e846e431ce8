"""Phones on the local network: HTTPS at this machine's own address there, trusted through its authority, and a whole call."""

import base64
import hashlib
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from urllib.parse import urlsplit

import aiohttp
import pytest
import pytest_asyncio
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.async_api import Browser, BrowserType, expect

from audiencia.operations.addresses import LOOPBACK, own_address
from tests.browser.chromium import Studio, launch
from tests.browser.conftest import Browsers, People
from tests.browser.installation import Installation, installation
from tests.browser.people import Matter
from tests.browser.probe import hears, sees

pytestmark = pytest.mark.skipif(own_address() == LOOPBACK, reason="this machine is on no network")


@pytest_asyncio.fixture(loop_scope="session")
async def house() -> AsyncIterator[Installation]:
    """One that serves the network, and whose calls are not encrypted."""
    async with installation({"encryption": "false"}, lan=own_address()) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def browsers(chromium: BrowserType, studio: Studio, house: Installation) -> AsyncIterator[Browsers]:
    """Browsers that trust this one key, as a phone does once the authority is installed on it."""
    key = x509.load_pem_x509_certificate((house.data.lan / "server.pem").read_bytes()).public_key()
    digest = hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
    trust = f"--ignore-certificate-errors-spki-list={base64.b64encode(digest).decode()}"
    async with AsyncExitStack() as stack:

        async def of(colour: str) -> Browser:
            browser = await launch(chromium, studio, colour, more=(trust,))
            stack.push_async_callback(browser.close)
            return browser

        yield of


@pytest.mark.long
async def test_a_phone_on_the_network_is_called_and_seen(people: People, house: Installation) -> None:
    await _answers_under_the_authority_that_it_hands_out(house)
    citizen, director = await people.citizen("red"), await people.director("agua", "blue")
    assert urlsplit(citizen.visitor.home).hostname == own_address() != LOOPBACK
    await director.open_room()
    await citizen.join(Matter("agua", "fugas"))
    assert await citizen.page.evaluate("isSecureContext && 'getUserMedia' in navigator.mediaDevices")
    await director.call_next()
    await citizen.answer()
    await sees(citizen.page, "blue")
    await sees(director.page, "red")
    await hears(director.page)
    for person in (citizen, director):
        await expect(person.see("secrecy")).to_have_count(0)
    await director.end_call()
    await director.record("resolved_immediately", "information_given")
    await citizen.at("served")
    await citizen.page.goto("/su-llamada")
    await expect(citizen.see("your-call")).not_to_contain_text("Cifrada de punta a punta")
    assert people.problems() == []


async def _answers_under_the_authority_that_it_hands_out(house: Installation) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{house.url}/autoridad.crt", ssl=False) as answer:
            assert answer.content_type == "application/x-x509-ca-cert"
            authority = ssl.DER_cert_to_PEM_cert(await answer.read())
        trusting = ssl.create_default_context(cadata=authority)
        async with session.get(f"{house.url}/salud", ssl=trusting) as answer:
            assert answer.status == 200
        with pytest.raises(aiohttp.ClientConnectorCertificateError):
            await session.get(f"{house.url}/salud")
        async with session.get(house.url, ssl=trusting) as answer:
            cookies = answer.headers.getall("Set-Cookie")
            assert cookies and all("Secure" in cookie and cookie.startswith("__Host-") for cookie in cookies)
