"""From somebody who is here, after their identification was seen, a request about personal data is taken, or a consent back."""

from uuid import uuid4

from aiohttp import web

from audiencia.core.errors import BadInput, Code, DomainError, NotFound, Refused
from audiencia.followup import consents
from audiencia.http import render
from audiencia.http.forms import Fields
from audiencia.http.site import site_of
from audiencia.http.submitted_form import fields_of, staff_id_of
from audiencia.rights.pages import asked_form, record_words, words
from audiencia.rights.pages.holder import said
from audiencia.rights.store.requests import Kept
from audiencia.rights.use_cases import ask, consent_desk, holder

PATH = "/datos-personales/nueva"
WITHDRAWN = ("withdraw_folio", "withdraw_identity", "purpose")


async def show(
    request: web.Request, fields: Fields | None = None, error: DomainError | None = None, made: Kept | None = None
) -> web.Response:
    """The forms; `made`: the request that was just taken."""
    context, say = site_of(request).context, render.words_of(request)
    return render.page(
        request,
        "rights/desk.html",
        failed=error,
        field_words=words.DESK_FIELDS,
        field_of={Code.FOLIO_UNKNOWN: "folio"},
        form={} if fields is None else {name: fields.get(name) for name in (*asked_form.NAMES, *WITHDRAWN)},
        purposes={
            code: record_words.purpose(say, context.municipality, code) for code in consents.withdrawable(context)
        },
        withdrawing=fields is not None and WITHDRAWN[0] in fields.values,
        withdrawn=request.query.get("retirada", ""),
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


async def withdraw(request: web.Request) -> web.Response:
    """What was allowed under a folio is taken back."""
    fields, context = await fields_of(request), site_of(request).context
    folio, identity, code = (fields.get(name).strip() for name in WITHDRAWN)
    known = {"withdraw_folio": bool(folio), "withdraw_identity": identity in words.IDENTITIES, "purpose": bool(code)}
    try:
        if not all(known.values()):
            raise BadInput(fields={name: "required" for name, there in known.items() if not there})
        done = await consent_desk.withdraw(context, staff_id_of(request), folio, code, identity)
    except (BadInput, NotFound) as error:
        if error.code is Code.FOLIO_UNKNOWN:
            return await show(request, fields, BadInput(fields={"withdraw_folio": Code.FOLIO_UNKNOWN.value}))
        return await show(request, fields, error)
    return render.see_other(f"{PATH}?retirada={'1' if done else '0'}")
