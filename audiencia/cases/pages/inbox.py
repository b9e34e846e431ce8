"""The list of a department's cases: with its filters, its search, and as a file."""

from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web

from audiencia.cases.pages import filters, words
from audiencia.cases.pages.desk import PAGE, desk
from audiencia.cases.store.inbox import usual
from audiencia.cases.use_cases import inbox as flow
from audiencia.cases.use_cases import oversight, search
from audiencia.cases.use_cases.bulk import AT_MOST
from audiencia.cases.use_cases.inbox import Row
from audiencia.core.deadlines import Urgency
from audiencia.core.errors import BadInput
from audiencia.core.gettext_mark import N_
from audiencia.http import render, spreadsheets
from audiencia.http.i18n import Words
from audiencia.http.site import site_of, visitor_of
from audiencia.http.submitted_form import fields_of
from audiencia.settings.config import Municipality

LONGEST_SEARCH = 120
HEAD = (
    N_("Folio"),
    N_("State"),
    N_("Urgency"),
    N_("Due on"),
    N_("Working days left"),
    N_("Received on"),
    N_("Source"),
    N_("Topic"),
    N_("Subject"),
    N_("Who has it"),
    N_("Answered on"),
    N_("Concluded on"),
)


async def show(
    request: web.Request, *, error: BadInput | None = None, typed: Mapping[str, Any] | None = None
) -> web.Response:
    """The list; without a choice, what is overdue stands above it. `error`: a choice that could not be carried out."""
    context, who, chosen = site_of(request).context, desk(request), filters.asked(request)
    staff = visitor_of(request).staff
    listed = filters.listed(request, chosen)
    wanted, order = filters.wanted(chosen, who), filters.order(listed)
    found = await flow.look(context, who, wanted, order, listed.skipped, listed.per_page)
    listed = listed.counted(found.total)
    return render.page(
        request,
        "cases/inbox.html",
        failed=error,
        found=found,
        chosen=chosen,
        mine=filters.MINE,
        nobody=filters.NOBODY,
        list=listed,
        usual=order == usual(wanted.stage),
        most=AT_MOST,
        oversees=staff is not None
        and site_of(request).matrix.may(staff.role, "GET /expedientes/supervision")
        and oversight.oversees(context, staff.department),
        urgency_order=tuple(Urgency),
        departments=[
            one for one in context.municipality.departments if one.slug != context.municipality.petitions.complaints_to
        ],
        reasons=context.municipality.turn_reasons,
        done=words.done(render.words_of(request), request.query),
        **words.VALUES,
        form=typed or {},
        fields=words.say_fields(render.words_of(request), error.fields) if error else {},
    )


async def find(request: web.Request) -> web.Response:
    """By folio, by subject or by person. A POST: no address and no log holds what was typed."""
    context, who, fields = site_of(request).context, desk(request), await fields_of(request)
    typed, how, why = fields.get("q").strip()[:LONGEST_SEARCH], fields.get("how"), fields.get("why")
    form = {"q": typed, "how": how, "why": why}
    if not typed:
        return await show(request, error=BadInput(fields={"q": "required"}), typed=form)
    if how == "folio":
        found = await search.by_folio(context, who, typed)
        if found is None:
            return await show(request, error=BadInput(fields={"q": "folio_unknown"}), typed=form)
        return render.see_other(f"{PAGE}/{found}")
    if how == "subject":
        return _found(request, await search.by_subject(context, who, typed), form)
    reason = next((one for one in search.WHYS if one == why), None)
    if how != "person" or reason is None:
        wrong = {"why": "required"} if how == "person" else {"how": "malformed"}
        return await show(request, error=BadInput(fields=wrong), typed=form)
    return _found(request, await search.by_person(context, who, typed, reason), form)


async def download(request: web.Request) -> web.Response:
    """The filtered list for a spreadsheet, without anything personal."""
    context, who, text = site_of(request).context, desk(request), render.words_of(request)
    today, rows = await flow.export(context, who, filters.wanted(filters.asked(request), who))
    lines = [_line(text, context.municipality, one) for one in rows]
    return spreadsheets.file(f"expedientes-{today}.csv", [text.gettext(one) for one in HEAD], lines)


def _found(request: web.Request, rows: Sequence[Row], form: Mapping[str, str]) -> web.Response:
    return render.page(request, "cases/found.html", rows=rows, form=form, path=PAGE, **words.VALUES)


def _line(text: Words, municipality: Municipality, one: Row) -> list[object]:
    case = one.case
    return [
        one.folio,
        text.gettext(words.state(case)),
        text.gettext(words.URGENCIES[one.urgency]) if one.urgency else "",
        case.term.due_on.isoformat() if one.urgency is not Urgency.STOPPED else "",
        one.days if one.urgency else "",
        one.received_on.isoformat(),
        text.gettext(words.SOURCES[one.source]),
        text.text(one.topic) if one.topic else "",
        one.subject,
        one.officer or "",
        municipality.day_of(case.answered_at).isoformat() if case.answered_at else "",
        municipality.day_of(case.concluded_at).isoformat() if case.concluded_at else "",
    ]
