"""Several cases at once: what would happen to each, and then all of them or none."""

from typing import Any
from uuid import UUID

from aiohttp import web

from audiencia.cases.pages import inbox, words
from audiencia.cases.pages.desk import PAGE, desk
from audiencia.cases.use_cases import bulk as flow
from audiencia.cases.use_cases.bulk import AT_MOST, Bulk, Chosen
from audiencia.cases.use_cases.inbox import officers
from audiencia.core.errors import BadInput, DomainError, Refused
from audiencia.core.ids import CaseId
from audiencia.http import render
from audiencia.http.forms import MAX_FIELDS, Fields
from audiencia.http.site import site_of
from audiencia.http.submitted_form import fields_of


async def act(request: web.Request) -> web.Response:
    """`step`: `send` does what was shown; anything else shows it."""
    context, who = site_of(request).context, desk(request)
    fields = await fields_of(request, MAX_FIELDS + AT_MOST)
    try:
        chosen, bulk = _chosen(fields), _bulk(fields)
        if fields.get("step") != "send":
            return await _preview(request, chosen, bulk)
        try:
            await flow.apply(context, who, chosen, bulk)
        except Refused as error:
            return await _preview(request, chosen, bulk, error)
    except BadInput as error:
        typed = {name: fields.get(name) for name in ("act", "officer", "department", "reason")}
        return await inbox.show(request, error=error, typed=typed)
    return render.see_other(f"{PAGE}?hecho=many")


async def _preview(
    request: web.Request, chosen: list[Chosen], bulk: Bulk, error: DomainError | None = None
) -> web.Response:
    context, who = site_of(request).context, desk(request)
    outlook = await flow.preview(context, who, chosen, bulk)
    can = [one for one in outlook if one.is_done]
    if bulk.act == "join" and len(can) == 1:
        can = []
    return render.page(
        request,
        "cases/many.html",
        failed=error,
        path=PAGE,
        outlook=outlook,
        can=can,
        left_out=len(outlook) - len(can),
        unchanged=bool(outlook) and all(one.unchanged and one.hinders is None for one in outlook),
        missing=len(chosen) - len(outlook),
        bulk=bulk,
        hinders=words.HINDERS,
        **await _whom(request, bulk),
        **words.VALUES,
    )


async def _whom(request: web.Request, bulk: Bulk) -> dict[str, Any]:
    context = site_of(request).context
    if bulk.act == "turn":
        return {
            "officer": "",
            "to": context.municipality.department(bulk.to),
            "reason": next(one for one in context.municipality.turn_reasons if one.code == bulk.reason),
        }
    if bulk.act == "join":
        return {"officer": "", "to": None, "reason": None}
    async with context.database.read() as conn:
        names = {one.id: one.name for one in await officers(conn, desk(request))}
    return {"officer": names[bulk.officer], "to": None, "reason": None}


def _chosen(fields: Fields) -> list[Chosen]:
    """The cases that were ticked, each in its version. Raises `BadInput`."""
    found = []
    for one in fields.all("case"):
        case_id, _, version = one.partition(":")
        try:
            found.append(Chosen(CaseId(UUID(case_id)), int(version)))
        except ValueError:
            raise BadInput(fields={"case": "malformed"}) from None
    return found


def _bulk(fields: Fields) -> Bulk:
    """The bulk action of the form. Raises `BadInput`."""
    what = fields.get("act")
    if what == "assign":
        return Bulk("assign", fields.get("officer"))
    if what == "turn":
        wrong = {name: "required" for name in ("department", "reason") if not fields.get(name)}
        if wrong:
            raise BadInput(fields=wrong)
        return Bulk("turn", fields.get("department"), fields.get("reason"))
    if what == "join":
        return Bulk("join")
    raise BadInput(fields={"act": "required"})
