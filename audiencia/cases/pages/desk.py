"""What the pages of cases share: who works, which case the address names, and forms with files."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from audiencia.cases.use_cases.access import Desk, desk_of
from audiencia.core import folio as folios
from audiencia.core.errors import BadInput, Code, NotFound
from audiencia.core.folio import Folio
from audiencia.http import bodies, csrf
from audiencia.http.bodies import Body
from audiencia.http.site import site_of, visitor_of

PAGE = "/expedientes"
MEGABYTE = 1024 * 1024


def desk(request: web.Request) -> Desk:
    """Who works here, for which department. Raises `Forbidden` for who is of none."""
    return desk_of(visitor_of(request).staff)


@asynccontextmanager
async def body_of(request: web.Request) -> AsyncIterator[Body]:
    """A form of ours with files, as many and as large as the rules allow. Raises what `bodies.read` raises, `Forbidden(csrf)`."""
    context = site_of(request).context
    rules = context.municipality.petitions
    async with bodies.read(request, rules.attachments, rules.attachment_mb * MEGABYTE) as body:
        csrf.check_token(context.keyring, visitor_of(request).visit, body.fields.get(csrf.FIELD))
        yield body


def folio_of(request: web.Request) -> Folio:
    """The folio in the address. Raises `NotFound(unknown_case)` for what cannot be one."""
    try:
        return folios.parse(request.match_info["folio"])
    except BadInput:
        raise NotFound(Code.UNKNOWN_CASE) from None
