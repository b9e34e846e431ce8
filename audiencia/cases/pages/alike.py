"""A case is joined with those of the same thing, which are offered with their words, and separated again."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from audiencia.cases.domain.joined import AT_MOST
from audiencia.cases.pages import acts, case, words
from audiencia.cases.pages.desk import PAGE, desk, folio_of
from audiencia.cases.use_cases import access
from audiencia.cases.use_cases.alike import joining
from audiencia.cases.use_cases.alike.likely import RECENT_DAYS, likely
from audiencia.cases.use_cases.held import CaseCommand
from audiencia.core.errors import BadInput, Code, DomainError, NotFound, Refused
from audiencia.http import render
from audiencia.http.forms import MAX_FIELDS, Fields
from audiencia.http.site import site_of
from audiencia.http.submitted_form import fields_of
from audiencia.runtime.context import AppContext


async def show(
    request: web.Request, error: BadInput | None = None, typed: str = "", chosen: Sequence[str] = ()
) -> web.Response:
    """Those that are most like it; that they were shown is on record. What can be joined with nothing leads to its page."""
    try:
        return await _page(request, error, typed, chosen)
    except NotFound:
        return case.gone(request)
    except Refused as error:
        if error.code not in (Code.COMPLAINT_STAYS, Code.NOT_ALLOWED_NOW):
            raise
        return render.see_other(f"{PAGE}/{folio_of(request)}")


async def join(request: web.Request) -> web.Response:
    """With those that were chosen, and one whose folio was typed."""
    context, folio, fields = site_of(request).context, folio_of(request), await fields_of(request, MAX_FIELDS + AT_MOST)
    typed, chosen = fields.get("folio").strip(), fields.all("case")
    try:
        async with context.database.read() as conn:
            case_id = await access.find(conn, desk(request), folio)
        command = CaseCommand(desk(request), case_id, acts.version_of(fields))
        await joining.join(context, command, [*chosen, *([typed] if typed else [])])
    except NotFound as error:
        if error.code is not Code.UNKNOWN_CASE:
            raise
        return case.gone(request)
    except BadInput as error:
        return await show(request, error, typed, chosen)
    except DomainError as error:
        return await case.page(request, folio, error)
    return render.see_other(f"{PAGE}/{folio}?hecho=joined")


@acts.on_case("separated")
async def separate(context: AppContext, command: CaseCommand, _fields: Fields) -> None:
    """Takes the case out of the set of joined cases."""
    await joining.separate(context, command)


async def _page(request: web.Request, error: BadInput | None, typed: str, chosen: Sequence[str]) -> web.Response:
    folio, wrong = folio_of(request), dict[str, Any]()
    if error is not None:
        wrong["fields"] = words.say_fields(render.words_of(request), error.fields)
    found = await likely(site_of(request).context, desk(request), folio)
    return render.page(
        request,
        "cases/join.html",
        failed=error,
        path=f"{PAGE}/{folio}",
        found=found,
        days=RECENT_DAYS,
        typed={"folio": typed},
        chosen=chosen,
        **words.VALUES,
        **wrong,
    )
