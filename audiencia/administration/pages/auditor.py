"""The record of accesses: filtered, page by page, and a day of it as a file. Nothing here changes anything but the record."""

from datetime import date
from urllib.parse import urlencode

from aiohttp import web

from audiencia.administration import audit_log as flow
from audiencia.administration.audit_log import Entry, Wanted
from audiencia.administration.pages import record_words
from audiencia.core.errors import BadInput
from audiencia.core.gettext_mark import N_
from audiencia.core.ids import StaffId
from audiencia.http import render, spreadsheets
from audiencia.http.site import site_of
from audiencia.http.submitted_form import staff_id_of
from audiencia.privacy.audit import Action

PAGE = "/auditoria"
YEARS = range(2000, 2200)
"""Of which days there can be entries; at the ends of the calendar there is no day before or after."""
HEAD = (
    N_("Entry"),
    N_("When"),
    N_("Who"),
    N_("Role"),
    N_("Account"),
    N_("Action"),
    N_("Object"),
    N_("Pseudonym of the object"),
    N_("Reason"),
)


async def show(request: web.Request) -> web.Response:
    """Some entries, the newest first; that they were read is one of them."""
    context, words = site_of(request).context, render.words_of(request)
    wanted = Wanted(_action(request), _number(request, "personal"), _day(request))
    found = await flow.page(context, staff_id_of(request), wanted, _number(request, "antes"))
    chosen = {one: request.query.get(one, "") for one in ("accion", "personal", "dia") if request.query.get(one)}
    return render.page(
        request,
        "administration/audit.html",
        found=found,
        chosen=chosen,
        older=f"{PAGE}?{urlencode(chosen | {'antes': found.older})}" if found.older else "",
        newest=f"{PAGE}?{urlencode(chosen)}" if "antes" in request.query else "",
        actions=sorted(((one.value, record_words.action(words, one)) for one in Action), key=lambda one: one[1]),
        action=lambda code: record_words.action(words, code),
        reason=lambda code: record_words.reason(words, context.municipality, code),
        role=lambda code: record_words.role(words, code),
        actors=record_words.ACTORS,
    )


async def day(request: web.Request) -> web.Response:
    """All entries of a day, today without one, as a file: in codes, for other programs."""
    gettext = render.words_of(request).gettext
    which, entries = await flow.of_day(site_of(request).context, staff_id_of(request), _day(request))
    return spreadsheets.file(f"auditoria-{which}.csv", [gettext(one) for one in HEAD], [_line(one) for one in entries])


def _line(one: Entry) -> list[object]:
    who = one.name or one.actor_kind
    return [
        one.id, one.at.isoformat(), who, one.role or "", one.actor_id or "", one.action, one.object_kind, one.object_id,
        one.why,
    ]  # fmt: skip


def _action(request: web.Request) -> Action | None:
    typed = request.query.get("accion", "")
    try:
        return Action(typed) if typed else None
    except ValueError:
        raise BadInput(fields={"accion": "malformed"}) from None


def _number(request: web.Request, name: str) -> StaffId | None:
    typed = request.query.get(name, "")
    if typed and not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        raise BadInput(fields={name: "malformed"})
    return StaffId(int(typed)) if typed else None


def _day(request: web.Request) -> date | None:
    typed = request.query.get("dia", "")
    if not typed:
        return None
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        raise BadInput(fields={"dia": "malformed"}) from None
    if found.year not in YEARS:
        raise BadInput(fields={"dia": "malformed"})
    return found
