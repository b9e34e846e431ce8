"""The record of accesses: filtered, page by page, and a day of it as a file. Nothing here changes anything but the record."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from aiohttp import web

from audiencia.administration import audit_log as flow
from audiencia.administration.audit_log import Wanted
from audiencia.core.gettext_mark import N_
from audiencia.core.ids import StaffId
from audiencia.http import query, render, spreadsheets
from audiencia.http.site import site_of
from audiencia.http.staff_pages import listing
from audiencia.http.submitted_form import staff_id_of
from audiencia.privacy.audit import Action
from audiencia.privacy.audit_chain import Flaw
from audiencia.rights.pages_api import record_words

if TYPE_CHECKING:
    from audiencia.administration.audit_log_sql import Entries

PAGE = "/auditoria"
T = TypeVar("T")
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
    wanted = Wanted(
        _asked(request, "accion", Action),
        _asked(request, "personal", lambda typed: StaffId(query.number(typed))),
        _asked(request, "dia", query.day),
    )
    listed = listing.asked(request.query, PAGE, ("-at",), keep=("accion", "personal", "dia"), per_page=flow.SHOWN)
    found = await flow.page(
        context,
        staff_id_of(request),
        wanted,
        upto=_asked(request, "hasta", query.number),
        oldest_first=not listed.descending,
        skip=listed.skipped,
    )
    chosen = listed.kept
    return render.page(
        request,
        "administration/audit.html",
        found=found,
        chosen=chosen,
        list=replace(listed, kept={**chosen, "hasta": str(found.upto)}).counted(found.total, capped=found.capped),
        newest=listed.link() if "hasta" in request.query else "",
        actions=sorted(((one.value, record_words.action(words, one)) for one in Action), key=lambda one: one[1]),
        action=lambda code: record_words.action(words, code),
        reason=lambda code: record_words.reason(words, context.municipality, code),
        role=lambda code: record_words.role(words, code),
        actors=record_words.ACTORS,
        flaws=Flaw.words(),
    )


async def day(request: web.Request) -> web.Response:
    """All entries of a day, today without one, as a file: in codes, for other programs."""
    gettext = render.words_of(request).gettext
    wanted = _asked(request, "dia", query.day)
    which, entries = await flow.of_day(site_of(request).context, staff_id_of(request), wanted)
    return spreadsheets.file(f"auditoria-{which}.csv", [gettext(one) for one in HEAD], [_line(one) for one in entries])


def _line(one: "Entries") -> list[object]:
    who = one.name or one.actor_kind
    return [
        one.id, one.at.isoformat(), who, one.role or "", one.actor_id or "", one.action, one.object_kind, one.object_id,
        one.why,
    ]  # fmt: skip


def _asked(request: web.Request, name: str, parse: Callable[[str], T]) -> T | None:
    return query.read(name, request.query.get(name, ""), parse)
