"""Files that pages load: the built ones, the municipality's colours as one small style sheet after them, and texts of parts that come
later. And the certificate of the authority that vouches for this machine on a local network."""

import hashlib
import json
import re
import ssl

from aiohttp import web

from audiencia.core.errors import existing
from audiencia.http import i18n, templates
from audiencia.http.site import site_of
from audiencia.settings.config import Municipality

COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}")
A_WHILE = "public, max-age=300"


async def built_file(request: web.Request) -> web.FileResponse:
    """A file of the browser side, kept by browsers for good."""
    return site_of(request).assets.file(request.match_info["path"])


async def script_sums(request: web.Request) -> web.Response:
    """`/programas.sha256`: for whoever compares the scripts that are served with those of the published source."""
    return web.Response(text=site_of(request).assets.sums(), headers={"Cache-Control": A_WHILE})


def style_sheet(municipality: Municipality) -> str:
    """Custom properties named as in the configuration, with dashes: `brand_ink` is `--brand-ink`."""
    colours = municipality.colours.model_dump(exclude_none=True)
    lines = [
        f"--{name.replace('_', '-')}: {value};"
        for name, value in colours.items()
        if isinstance(value, str) and COLOUR.fullmatch(value)
    ]
    return ":root { " + " ".join(lines) + " }\n"


async def theme(request: web.Request) -> web.Response:
    """`/tema.css`: changes with the configuration, so it is asked for again after some minutes."""
    text = style_sheet(site_of(request).context.municipality)
    tag = '"' + hashlib.sha256(text.encode()).hexdigest()[:16] + '"'
    headers = {"Cache-Control": A_WHILE, "ETag": tag}
    if request.headers.get("If-None-Match") == tag:
        return web.Response(status=304, headers=headers)
    return web.Response(text=text, content_type="text/css", headers=headers)


async def authority(request: web.Request) -> web.Response:
    """The certificate that phones install, in the form that they all take. Raises `NotFound` where there is none."""
    file = existing(site_of(request).authority)
    body = ssl.PEM_cert_to_DER_cert(file.read_text("ascii"))
    return web.Response(body=body, content_type="application/x-x509-ca-cert")


async def texts(request: web.Request) -> web.Response:
    """The texts of a part of a page that comes later. Raises `NotFound`."""
    words = site_of(request).languages[i18n.named(request.match_info["language"])]
    found = existing(words.island_catalogues.get(request.match_info["part"]))
    response = web.json_response(found, dumps=_short, headers={"Cache-Control": "no-cache"})
    response.enable_compression()
    return response


def _short(content: object) -> str:
    return json.dumps(content, **templates.JSON)
