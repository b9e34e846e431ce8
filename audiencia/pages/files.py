"""Built files."""

from aiohttp import web

from audiencia.pages.site import site_of


async def built_file(request: web.Request) -> web.FileResponse:
    """A file of the browser side, kept by browsers for good."""
    return site_of(request).assets.file(request.match_info["path"])
