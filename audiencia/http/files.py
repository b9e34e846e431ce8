"""Built files, and the certificate of the authority that vouches for this machine on a local network."""

import json
import ssl

from aiohttp import web

from audiencia.core.errors import Code, NotFound
from audiencia.http import i18n
from audiencia.http.site import site_of

SERVICE_WORKER = "src/sw.ts"


async def built_file(request: web.Request) -> web.FileResponse:
    """A file of the browser side, kept by browsers for good."""
    return site_of(request).assets.file(request.match_info["path"])


async def authority(request: web.Request) -> web.Response:
    """The certificate that phones install, in the form that they all take. Raises `NotFound` where there is none."""
    file = site_of(request).authority
    if file is None:
        raise NotFound(Code.NOT_FOUND)
    body = ssl.PEM_cert_to_DER_cert(file.read_text("ascii"))
    return web.Response(body=body, content_type="application/x-x509-ca-cert")


async def service_worker(request: web.Request) -> web.FileResponse:
    """What shows notices while no page is open. At the root, so that it may stand for all pages; asked for anew each time, as a
    kept one would be kept with its faults."""
    return site_of(request).assets.entry(SERVICE_WORKER, {"Cache-Control": "no-cache"})


async def texts(request: web.Request) -> web.Response:
    """The texts of a part of a page that comes later. Raises `NotFound`."""
    language = next((one for one in i18n.LANGUAGES if one == request.match_info["language"]), None)
    found = site_of(request).languages[language].island_catalogues.get(request.match_info["part"]) if language else None
    if found is None:
        raise NotFound(Code.NOT_FOUND)
    response = web.json_response(found, dumps=_short, headers={"Cache-Control": "no-cache"})
    response.enable_compression()
    return response


def _short(content: object) -> str:
    return json.dumps(content, **i18n.JSON)
