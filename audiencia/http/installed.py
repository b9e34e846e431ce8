"""What makes the pages an application of a phone: the web manifest, the service worker, and the page without a network."""

import hashlib
import json
from typing import Any

from aiohttp import web

from audiencia.core.gettext_mark import N_
from audiencia.http import i18n, templates
from audiencia.http.files import A_WHILE, style_sheet
from audiencia.http.i18n import Language
from audiencia.http.site import KEEPS_NOTHING, site_of

SERVICE_WORKER = "src/sw.ts"
WORKER_POLICY = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'"
"""A service worker asks for pages of this service alone; it loads no script."""
OFFLINE = "/sin-conexion/"
OFFLINE_SCRIPT, OFFLINE_STYLE = "src/offline.ts", "styles/offline.css"
COLOURS = "/tema.css?sin-conexion"
"""An address of its own: the service worker answers for it, and for no file that other pages load."""
PAPER = "#fdfbf8"  # `--paper` of web/styles/layout/tokens.css: what is shown until the first page is there.
ICONS = (
    ("icons/icon-192.png", 192, "any"),
    ("icons/icon-512.png", 512, "any"),
    ("icons/maskable-512.png", 512, "maskable"),
)
DESCRIPTION = N_("Talk by video with those who decide, send a petition, and follow your folio.")


async def manifest(request: web.Request) -> web.Response:
    """The web manifest in the language of the page that names it: browsers ask for it without cookies."""
    site, language = site_of(request), i18n.named(request.match_info["language"])
    municipality, words = site.context.municipality, site.languages[language]
    described = {
        "id": "/",
        "name": f"{municipality.program_name} · {municipality.name}",
        "short_name": municipality.program_name,
        "description": words.gettext(DESCRIPTION),
        "lang": language,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": municipality.colours.brand,
        "background_color": PAPER,
        "icons": [
            {"src": site.assets.url(name), "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}
            for name, side, purpose in ICONS
        ],
    }
    return web.Response(
        text=json.dumps(described, **templates.JSON),
        content_type="application/manifest+json",
        headers={"Cache-Control": A_WHILE},
    )


async def service_worker(request: web.Request) -> web.Response:
    """The service worker for pages of the language in `idioma`. At the root, so that it may stand for all pages; asked for anew
    each time, as a kept one would be kept with its faults. It names the page without a network and its files: when one of
    them changes, so does the worker, and browsers take the new one."""
    language = i18n.named(request.query.get("idioma", i18n.DEFAULT))
    site = site_of(request)
    page = _offline_page(request, language)
    told = {
        "version": hashlib.sha256((page + style_sheet(site.context.municipality)).encode()).hexdigest()[:16],
        "page": OFFLINE + language,
        "pushKey": site.context.channels.push_key,
        "files": [
            *(site.assets.url(name) for name in (OFFLINE_STYLE, OFFLINE_SCRIPT)),
            *site.assets.preloads(OFFLINE_SCRIPT),
            COLOURS,
        ],
    }
    return web.Response(
        text=f"self.offline={json.dumps(told, **templates.JSON)};\n{site.assets.text(SERVICE_WORKER)}",
        content_type="text/javascript",
        headers={"Cache-Control": "no-cache", "Content-Security-Policy": WORKER_POLICY},
    )


async def offline(request: web.Request) -> web.Response:
    """What the service worker shows while there is no network; it holds nothing about anybody."""
    request[KEEPS_NOTHING] = True
    language = i18n.named(request.match_info["language"])
    text = _offline_page(request, language)
    return web.Response(text=text, content_type="text/html", headers={"Content-Language": language})


def _offline_page(request: web.Request, language: Language) -> str:
    site = site_of(request)
    municipality = site.context.municipality

    def render(_: Any) -> str:
        template = site.languages[language].environment.get_template("layout/offline.html")
        return template.render(
            lang=language, municipality=municipality, script=OFFLINE_SCRIPT, style=OFFLINE_STYLE, colours=COLOURS
        )

    return site.shared_pages.page(municipality, (OFFLINE, language), {}, render).filled({}).decode()
