"""The web manifest, the service worker with what it keeps, and the page without a network."""

import json
import re
from dataclasses import replace

import pytest

from audiencia.http.installed import PAPER
from audiencia.runtime.context import AppContext, InForce
from tests.support.contexts import ROOT
from tests.support.page_browser import Browser, NewBrowser
from tests.support.page_fixtures import OpenSite

TOLD = re.compile(r"self\.offline=(\{.*?\});\n")


def told(text: str) -> dict[str, object]:
    """What the server writes before the service worker."""
    found = TOLD.match(text)
    assert found, text[:200]
    read: dict[str, object] = json.loads(found[1])
    return read


@pytest.mark.parametrize(
    ("accept", "language", "words"),
    [
        ("es-MX", "es-MX", "Hable por video"),
        ("en", "en", "Talk by video"),
    ],
)
async def test_each_page_names_the_manifest_of_its_language(
    new_browser: NewBrowser, context: AppContext, accept: str, language: str, words: str
) -> None:
    browser = await new_browser(**{"Accept-Language": accept})
    for path in ("/", "/areas", "/seguimiento", "/peticiones", "/aviso"):
        assert f'<link rel="manifest" href="/manifiesto/{language}" data-worker=' in (await browser.get(path)).text
    seen = await browser.get(f"/manifiesto/{language}")
    assert seen.headers["Content-Type"].startswith("application/manifest+json")
    assert "Set-Cookie" not in seen.headers
    manifest = json.loads(seen.text)
    assert manifest["lang"] == language and manifest["description"].startswith(words)
    assert context.municipality.name in manifest["name"]
    assert manifest["theme_color"] == context.municipality.colours.brand
    assert (manifest["display"], manifest["start_url"], manifest["scope"]) == ("standalone", "/", "/")
    assert {(one["sizes"], one["purpose"]) for one in manifest["icons"]} == {
        ("192x192", "any"), ("512x512", "any"), ("512x512", "maskable"),
    }  # fmt: skip


def test_the_first_colour_shown_is_the_one_of_the_pages() -> None:
    light = (ROOT / "web/styles/layout/tokens.css").read_text("utf-8").split("@media")[0]
    assert f"--paper: {PAPER};" in light


async def test_there_are_no_other_languages(browser: Browser) -> None:
    for path in ("/manifiesto/fr", "/sin-conexion/fr", "/avisos.js?idioma=fr"):
        assert (await browser.get(path)).status == 404


async def test_the_service_worker_names_the_page_without_a_network_and_all_that_it_loads(browser: Browser) -> None:
    worker = await browser.get("/avisos.js?idioma=en")
    assert worker.headers["Cache-Control"] == "no-cache"
    kept = told(worker.text)
    assert kept["page"] == "/sin-conexion/en"
    page = await browser.get("/sin-conexion/en")
    loaded = set(re.findall(r'(?:stylesheet" href|src)="([^"]+)"', page.text))
    assert loaded and loaded <= set(map(str, kept["files"]))  # type: ignore[call-overload]
    for path in (kept["page"], *kept["files"]):  # type: ignore[misc]
        assert (await browser.get(path)).status == 200


async def test_the_page_without_a_network_is_the_same_for_everybody(browser: Browser, new_browser: NewBrowser) -> None:
    page = await browser.get("/sin-conexion/es-MX")
    assert "No hay conexión" in page.text and "Set-Cookie" not in page.headers
    assert "csrf" not in page.text
    assert (await (await new_browser()).get("/sin-conexion/es-MX")).text == page.text
    assert "nonce" not in page.text


async def test_another_colour_of_the_municipality_is_another_version(open_site: OpenSite, context: AppContext) -> None:
    async def version(changed: AppContext) -> object:
        server = await open_site(changed)
        async with Browser(server.make_url("/")) as browser:
            return told((await browser.get("/avisos.js")).text)["version"]

    first = context.municipality
    accent = first.model_copy(update={"colours": first.colours.model_copy(update={"accent": "#123456"})})
    assert await version(context) == await version(context)
    assert await version(context) != await version(replace(context, in_force=InForce(accent)))
