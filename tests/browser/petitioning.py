"""Fills in the petition form as a person does."""

from dataclasses import dataclass
from typing import Any

from playwright.async_api import FilePayload, Page

from tests.browser.people import Citizen, go_to, go_to_consents
from tests.unit.http.uploads import corpus

PHOTOGRAPH: FilePayload = {"name": "bache.jpg", "mimeType": "image/jpeg", "buffer": corpus.jpeg(6, (1600, 1200))}
DRAWING: FilePayload = {"name": "plano.svg", "mimeType": "image/svg+xml", "buffer": corpus.SVG}

STORED = """(key) => new Promise((done) => {
    const opening = indexedDB.open("audiencia-draft", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("draft");
    opening.onsuccess = () => {
        const asked = opening.result.transaction("draft").objectStore("draft").get(key);
        asked.onsuccess = () => { opening.result.close(); done(asked.result ?? null); };
    };
})"""
"""Asks a page for the draft of this key."""
ABANDON = """(key) => new Promise((done) => {
    const opening = indexedDB.open("audiencia-draft", 1);
    opening.onsuccess = () => {
        const writing = opening.result.transaction("draft", "readwrite");
        writing.objectStore("draft").put({ fields: [["text", "Mi folio"]], files: [], savedAt: 1 }, key);
        writing.oncomplete = () => { opening.result.close(); done(); };
    };
})"""
"""Leaves a draft of long ago on the device, of a form that nobody opens again; a draft was there before."""


@dataclass(frozen=True)
class Petition:
    """What is asked for."""

    topic: str = "agua/fugas"
    matter: str = "Hay una fuga frente al kiosco desde hace dos semanas."
    name: str = "Guadalupe Ñáñez"
    contact: str = "722 123 45 67"


async def fill(page: Page, petition: Petition | None = None) -> None:
    """All that is needed; nothing is sent."""
    petition = petition or Petition()
    if await page.locator("#topic").count():
        await page.locator("#topic").select_option(petition.topic)
    await page.locator("#matter").fill(petition.matter)
    await go_to(page, "#files")
    await unfold(page, "more-where")
    await page.locator("#colonia").fill("La Asunción")
    await go_to(page, "#name")
    await page.locator("#name").fill(petition.name)
    await page.locator("#contact").fill(petition.contact)
    await go_to_consents(page)
    await page.locator("#read_notice").check()
    await page.locator("#consent_attention").check()


async def unfold(page: Page, testid: str) -> None:
    """Opens what few need, where the form has it folded."""
    fold = page.get_by_test_id(testid)
    if await fold.count() and await fold.get_attribute("open") is None:
        await fold.locator("summary").first.click()


async def stored(citizen: Citizen, text: str, field: str = "matter", key: str = "petition", *, files: int = 0) -> None:
    """Waits until the draft on the device holds this, and so many files."""
    found: dict[str, Any] | None = None
    while found is None or [field, text] not in found["fields"] or len(found["files"]) < files:
        found = await citizen.page.evaluate(STORED, key)


async def nothing_stored(citizen: Citizen, key: str = "petition") -> None:
    """Waits until there is no draft."""
    while await citizen.page.evaluate(STORED, key) is not None:
        pass
