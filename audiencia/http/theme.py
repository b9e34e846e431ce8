"""The municipality's colours as one small style sheet, after the built ones."""

import hashlib
import re

from aiohttp import web

from audiencia.http.site import site_of
from audiencia.settings.config import Municipality

COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}")
A_WHILE = "public, max-age=300"


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
