"""What is written into the petition form, and how a browser sends it with files."""

from collections.abc import Mapping, Sequence

import aiohttp

from audiencia.runtime.context import AppContext
from tests.support.page_browser import Browser, Seen

FORM, COMPLAINT = "/peticiones/nueva?area=agua&tema=fugas", "/peticiones/queja"
NAME, MATTER, CONTACT = "Zenaida Quetzalcóatl Ñáñez", "La fuga de Zenzontle 14 lleva dos semanas", "zenaida@example.org"
File = tuple[str, bytes]


def filled(**changes: str) -> dict[str, str]:
    """A petition that is complete; empty values are left out."""
    fields = {
        "topic": "agua/fugas", "matter": MATTER, "colonia": "La Asunción", "reference": "Frente al kiosco",
        "point": "19.28912345, -99.65678",
        "name": NAME, "contact": CONTACT, "answer_by": "page", "behalf": "self", "read_notice": "yes", "consent_attention": "yes",
    } | changes  # fmt: skip
    return {name: value for name, value in fields.items() if value}


def multipart(fields: Mapping[str, str], files: Sequence[File]) -> aiohttp.FormData:
    """As a browser sends it: without a file chosen there is one without name and content."""
    data = aiohttp.FormData(quote_fields=False, default_to_multipart=True)
    for name, value in fields.items():
        data.add_field(name, value)
    for name, content in files or [("", b"")]:
        data.add_field("files", content, filename=name, content_type="application/octet-stream")
    return data


async def send(
    browser: Browser, fields: Mapping[str, str], files: Sequence[File] = (), *, path: str = FORM, follow: bool = True
) -> Seen:
    """Opens the form and sends it."""
    form = await browser.get(path)
    return await browser.post(path, multipart(form.hidden | dict(fields), files), follow=follow)


async def rows(context: AppContext, query: str, *values: object) -> list[dict[str, object]]:
    """What the database holds."""
    async with context.database.read() as conn:
        return [dict(row) for row in await conn.fetch(query, *values)]
