"""A request about personal data is taken from somebody who is here, after their identification was seen."""

from uuid import uuid4

from aiohttp import web

from audiencia.core.errors import BadInput, Code, DomainError, NotFound, Refused
from audiencia.http import render
from audiencia.http.forms import Fields
from audiencia.http.site import site_of
from audiencia.http.submitted_form import fields_of, staff_id_of
from audiencia.rights.pages import asked_form, words
from audiencia.rights.pages.holder import said
from audiencia.rights.store.requests import Kept
from audiencia.rights.use_cases import ask, holder

PATH = "/datos-personales/nueva"


async def show(
    request: web.Request, fields: Fields | None = None, error: DomainError | None = None, made: Kept | None = None
) -> web.Response:
    """The form; `made`: the request that was just taken."""
    return render.page(
        request,
        "rights/desk.html",
        failed=error,
        field_words=words.FIELDS,
        field_of={Code.FOLIO_UNKNOWN: "folio"},
        form={} if fields is None else asked_form.typed(fields),
        command_id=str(uuid4()),
        made=made,
        blocked=made is not None and await holder.is_blocked(site_of(request).context, made),
        **said(),
    )


async def make(request: web.Request) -> web.Response:
    """The request, with the day by which it is answered."""
    fields, context = await fields_of(request), site_of(request).context
    try:
        asked = asked_form.read(fields, desk=True)
        request_id = await ask.before_staff(context, staff_id_of(request), fields.get("folio"), asked)
    except NotFound:
        return await show(request, fields, BadInput(fields={"folio": Code.FOLIO_UNKNOWN.value}))
    except (BadInput, Refused) as error:
        return await show(request, fields, error)
    return await show(request, made=await holder.made(context, request_id))
