"""What the pages of cases share: who works, and which case the address names."""

from aiohttp import web

from audiencia.cases.use_cases.access import Desk, desk_of
from audiencia.core import folio as folios
from audiencia.core.errors import BadInput, Code, NotFound
from audiencia.core.folio import Folio
from audiencia.http.site import visitor_of

PAGE = "/expedientes"


def desk(request: web.Request) -> Desk:
    """Who works here, for which department. Raises `Forbidden` for who is of none."""
    return desk_of(visitor_of(request).staff)


def folio_of(request: web.Request) -> Folio:
    """Of the address. Raises `NotFound(unknown_case)` for what cannot be one."""
    try:
        return folios.parse(request.match_info["folio"])
    except BadInput:
        raise NotFound(Code.UNKNOWN_CASE) from None
