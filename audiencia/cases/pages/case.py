"""The page of one case, its files, and its answers on paper."""

import re
from collections.abc import Mapping
from typing import Any, get_args
from urllib.parse import quote

from aiohttp import web

from audiencia.cases.domain.case import CaseState
from audiencia.cases.domain.contact import Delivery
from audiencia.cases.pages import words
from audiencia.cases.pages.desk import PAGE, desk, folio_of
from audiencia.cases.pages.petition_form import files_of
from audiencia.cases.use_cases import read, taking
from audiencia.cases.use_cases.alike.joining import OthersChanged
from audiencia.cases.use_cases.view import CaseView
from audiencia.core.errors import BadInput, Code, DomainError, NotFound, Stale
from audiencia.core.folio import Folio
from audiencia.core.gettext_mark import N_
from audiencia.http import render
from audiencia.http.bodies import Body
from audiencia.http.forms import Fields
from audiencia.http.i18n import Words
from audiencia.http.site import site_of
from audiencia.http.submitted_form import form_id_of, id_in_path
from audiencia.runtime.context import AppContext

FILE_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
ACTS = frozenset(
    {"asignar", "empezar", "turnar", "aclaracion", "mensaje", "nota", "asunto", "respuesta", "nombres", "separar"}
)
_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")
CHANGED_BY = N_("Meanwhile: %(what)s (%(who)s, %(at)s).")
STILL_THERE = N_("What you wrote is still there.")
OTHERS = "others"  # The box that does it to the joined cases too.
OTHERS_SEEN = "others_seen"  # What was seen of them (`domain/seen.py`).
NOTHING_TYPED = Body(Fields({}))
TYPED = (
    "begin",
    "officer",
    "department",
    "reason",
    "question",
    "message",
    "note",
    "subject",
    "answer",
    "delivery",
    "delivered",
    OTHERS,
)
"""What is kept of a form that could not be carried out."""
WRITTEN = ("question", "message", "note", "answer", "subject")  # What of it somebody wrote, and would write again.


async def show(request: web.Request) -> web.Response:
    """Everything of the case; each reading is on record."""
    try:
        return await page(request, folio_of(request))
    except NotFound:
        return gone(request)


async def file(request: web.Request) -> web.Response:
    """A photograph or a document of the case, for keeping: no browser opens it on our address."""
    taken = await taking.of_staff(
        site_of(request).context, desk(request), folio_of(request), id_in_path(request, "file", Code.UNKNOWN_CASE)
    )
    return attachment(taken.content, taken.media_type, taken.name)


def attachment(content: bytes, media_type: str, name: str) -> web.Response:
    """A file as a download: of exactly this type, opened by nothing of ours (RFC 6266 for its name)."""
    plain = _PLAIN.sub("_", name).strip("._")[-80:] or "archivo"
    headers = {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name[-150:], safe='')}",
        "Content-Security-Policy": FILE_POLICY,
        "Cache-Control": "no-store",
    }
    return web.Response(body=content, content_type=media_type, headers=headers)


async def again(request: web.Request, body: Body, error: DomainError | None = None) -> web.Response:
    """The case with what was typed into one of its forms, and what is wrong; its files have to be chosen again, so they are named."""
    try:
        return await page(request, folio_of(request), error, body)
    except NotFound:
        return gone(request, body.fields)


async def page(
    request: web.Request, folio: Folio, error: DomainError | None = None, body: Body = NOTHING_TYPED
) -> web.Response:
    """The page of a case. Raises `NotFound(unknown_case)`."""
    context, text = site_of(request).context, render.words_of(request)
    typed = typed_of(body.fields)
    view = await read.open_case(context, desk(request), folio, others_seen(body.fields))
    return render.page(
        request,
        "cases/case.html",
        failed=error,
        path=f"{PAGE}/{folio}",
        one=view,
        me=desk(request).staff_id,
        done=words.done(text, request.query) if error is None else "",
        reopened=_reopened(text, context, view),
        disposition=_disposition(request, view.audience.disposition if view.audience else None),
        departments=[
            one for one in context.municipality.departments
            if one.slug not in (view.department_slug, context.municipality.petitions.complaints_to)
        ],
        reasons=context.municipality.turn_reasons,
        deliveries=[
            one for one in get_args(Delivery)
            if view.allowed.delivers(one) and (one != "email" or "mail" in context.channels.on)
        ],
        stops_clock=context.municipality.petitions.asking_stops_clock,
        clarification_days=context.municipality.petitions.clarification_days,
        **words.VALUES,
        **said_of_events(request),
        form=typed,
        submission_id=form_id_of(body.fields),
        sent_files=files_of(request, body),
        **(await _error_values(request, folio, error, typed) if error else {}),
    )  # fmt: skip


def said_of_events(request: web.Request) -> dict[str, Any]:
    """How a template says what happened to a case, and who did it."""
    context, text = site_of(request).context, render.words_of(request)
    return {"event": lambda one: words.event(text, context, one), "who": lambda one: words.who(text, one)}


def others_seen(fields: Fields) -> str | None:
    """What was seen of the joined cases, where the form is to be done to them too."""
    return fields.get(OTHERS_SEEN) if fields.ticked(OTHERS) else None


def typed_of(fields: Fields) -> dict[str, str]:
    """What is kept of the form."""
    return {name: fields.get(name) for name in TYPED if name in fields.values}


def _reopened(text: Words, context: AppContext, view: CaseView) -> str:
    """Why the person opened it again, after an answer or after the visit, while nobody has taken it up since."""
    if view.case.state is not CaseState.REOPENED:
        return ""
    found = [one for one in view.events if one.kind == "reopened" and one.reason]
    if found:
        return words.event(text, context, found[-1])
    why = view.audience.why_not if view.audience else None
    return "" if why is None else text.gettext(words.REOPENED) % {"why": words.why_not(text, why)}


def _disposition(request: web.Request, code: str | None) -> str:
    known = site_of(request).context.municipality.dispositions
    found = next((one.label for one in known if one.code == code), None)
    return "" if found is None else render.words_of(request).text(found)


def gone(request: web.Request, fields: Fields = NOTHING_TYPED.fields) -> web.Response:
    """The case is not (or no more) one of the department: what was typed is shown, so that it is not lost."""
    text = [value for name, value in typed_of(fields).items() if value and name in WRITTEN]
    return render.page(request, "cases/case_gone.html", status=404, path=PAGE, typed=text)


async def address_of_act(request: web.Request) -> web.Response:
    """The address of a form, opened without sending it, as reloading or a bookmark does: the case, where the form is."""
    if request.match_info["act"] not in ACTS:
        raise NotFound(Code.NOT_FOUND)
    return render.see_other(f"{PAGE}/{folio_of(request)}")


async def _error_values(
    request: web.Request, folio: Folio, error: DomainError, typed: Mapping[str, str]
) -> dict[str, Any]:
    """Whoever was second is told what the first one did to the case; what happened to joined ones stands on the page."""
    values, text = render.error_values(request, error), render.words_of(request)
    if isinstance(error, BadInput):
        values["fields"] = words.say_fields(text, error.fields)
    if isinstance(error, Stale):
        said = [values["error"]["message"]]
        if not isinstance(error, OthersChanged):
            said.append(await _changed_by(request, folio))
        if any(typed.get(name, "").strip() for name in WRITTEN):
            said.append(text.gettext(STILL_THERE))
        values["error"]["message"] = " ".join(filter(None, said))
    return values


async def _changed_by(request: web.Request, folio: Folio) -> str:
    """What happened to the case last; empty when the desk may not know of it any more."""
    context, text = site_of(request).context, render.words_of(request)
    found = await read.last_event(context, desk(request), folio)
    if found is None:
        return ""
    happened, now = found
    today = context.municipality.day_of(happened.at) == context.municipality.day_of(now)
    return text.gettext(CHANGED_BY) % {
        "what": words.event(text, context, happened),
        "who": words.who(text, happened),
        "at": text.environment.filters["clock" if today else "moment"](happened.at),
    }
