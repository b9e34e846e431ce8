"""A template of `layout/paper.html` as a PDF in the language of whoever asked, and files that are downloaded."""

from typing import Any

from aiohttp import web

from audiencia.http.site import site_of, visitor_of


def html(request: web.Request, template: str, **values: Any) -> str:
    """What the PDF is made of, whole in itself."""
    site, language = site_of(request), visitor_of(request).language
    found = site.languages[language].environment.get_template(template)
    return found.render(lang=language, municipality=site.context.municipality, **values)


async def pdf(request: web.Request, template: str, name: str, **values: Any) -> web.Response:
    """The file. Raises `Unavailable` when it cannot be made now."""
    return file(await site_of(request).press.pdf(html(request, template, **values)), "application/pdf", name)


def file(body: bytes, media_type: str, name: str) -> web.Response:
    """A download that nothing may keep on the way. `name`: of letters, digits, points and hyphens alone."""
    charset = "utf-8" if media_type.startswith("text/") else None
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return web.Response(body=body, content_type=media_type, charset=charset, headers=headers)
