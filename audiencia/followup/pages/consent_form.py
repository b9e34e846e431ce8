"""What was allowed, on both pages of a folio: with its words, and what its form says."""

from typing import Any
from uuid import UUID

from aiohttp import web

from audiencia.core.errors import BadInput
from audiencia.followup import consents
from audiencia.http import render
from audiencia.http.forms import Fields
from audiencia.http.site import site_of
from audiencia.privacy.consent import NOT_IN_NOTICE
from audiencia.runtime.context import AppContext


async def shown(request: web.Request, object_id: UUID) -> dict[str, Any]:
    """What `followup/parts/consents.html` needs. `object_id`: of a case or an attention."""
    context, words = site_of(request).context, render.words_of(request)
    allowed = [
        (one, words.text(one.text) if one.text else words.gettext(NOT_IN_NOTICE[one.code]))
        for one in await consents.look(context, object_id)
    ]
    return {"consents": allowed, "notice_hash": context.municipality.notice.hash}


async def take(context: AppContext, object_id: UUID, fields: Fields) -> None:
    """Keeps what the form says. Raises `BadInput`, and `Refused(notice_changed)`."""
    allow, notice_hash = fields.get("allow"), fields.get("notice_hash")
    if allow not in ("yes", "no"):
        raise BadInput()
    await consents.change(context, object_id, fields.get("purpose"), allow=allow == "yes", notice_hash=notice_hash)
