"""The catalogue in pages: one way for every form of it, and the lists of days, announcements, documents and templates. What is
changed counts at once, everywhere, and can be undone. Staff of a department have lists of what it publishes, and of nothing else."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from aiohttp import web

from audiencia.administration import catalogue as flow
from audiencia.administration import catalogue_log
from audiencia.administration.pages import catalogue_edits, catalogue_lists, departments, services
from audiencia.administration.pages.catalogue_fields import FIELDS
from audiencia.administration.pages.catalogue_lists import LISTS, Row
from audiencia.administration.pages.catalogue_parts import (
    POST_TO,
    CatalogueForm,
    Typed,
    form_values,
    read_form,
    target_of,
)
from audiencia.core.cli_text import read_in
from audiencia.core.errors import BadInput, Code, DomainError, NotFound
from audiencia.http import render
from audiencia.http.site import site_of, visitor_of
from audiencia.http.staff_pages import listing
from audiencia.http.staff_pages.listing import Listing
from audiencia.http.submitted_form import signed_in_staff, staff_id_of
from audiencia.queue.api import standing_clock
from audiencia.queue.pages_api import asks_about_days, day_answered, day_question_page
from audiencia.settings.catalogue import CONFIGURED, Key, Kind

PAGE_OF = {kind: path for path, of in LISTS.items() if not of.own for kind in of.kinds}
OWN_PAGE_OF = {kind: path for path, of in LISTS.items() if of.own for kind in of.kinds}
OWN_POST_TO = "/publicaciones"
OPENED = "abrir"  # In an address: of which object the form is open.


@dataclass(frozen=True, slots=True)
class Section:
    """The pages of some kinds: what their forms are checked against, the page of a form that was refused, and where one leads that was
    carried out on this key."""

    reads: tuple[Kind, ...]
    again: Callable[[web.Request, CatalogueForm, Typed, DomainError], Awaitable[web.Response]]
    done: Callable[[web.Request, Key], Awaitable[str]]


async def show(request: web.Request) -> web.Response:
    """One of the pages."""
    return await _page(request, request.path)


async def act(request: web.Request) -> web.Response:
    """Carries out one form, and leads back to its page; shows the form again with what is wrong."""
    form, fields = await read_form(request)
    section, path, within = SECTIONS[form.kind], _path(request, form.kind), _department(request)
    if within is not None:
        fields = replace(fields, values={**fields.values, "department": [within]})
    context, by, command_id = site_of(request).context, staff_id_of(request), form.command_id
    try:
        answer = day_answered(fields)
    except BadInput as error:
        return await day_question_page(request, fields, path, error)
    names, typed = await flow.carried_out(context, by, command_id), Typed()
    try:
        if names is None and form.act == "undo":
            with read_in(visitor_of(request).language):
                names = await flow.undo(context, by, command_id, form.change, form.version, answer, within)
        elif names is None:
            before = await catalogue_log.addresses_before(context) if form.kind is Kind.SERVICE else {}
            catalogue, now = await catalogue_log.now(context, *section.reads), await standing_clock(context)
            edits, typed = catalogue_edits.asked(catalogue, before, form, fields, now)
            if typed.wrong:
                return await section.again(request, form, typed, BadInput(fields=dict(typed.wrong)))
            with read_in(visitor_of(request).language):
                names = await flow.change(context, by, command_id, edits, answer, within)
    except DomainError as error:
        if asks_about_days(error):
            return await day_question_page(request, fields, path, error)
        return await section.again(request, form, typed, error)
    key = Key(form.kind, names[0] if names and form.act == "add" else form.key)
    there = await section.done(request, key)
    return render.see_other(f"{there}{'&' if '?' in there else '?'}hecho=1")


async def _again(request: web.Request, form: CatalogueForm, typed: Typed, error: DomainError) -> web.Response:
    return await _page(request, _path(request, form.kind), typed, error)


async def _done(request: web.Request, key: Key) -> str:
    asked = _asked(request, _path(request, key.kind))
    return asked.link(asked.page)


def _department(request: web.Request) -> str | None:
    """Whose page this is; `None` for those of administration. Raises `NotFound` for an account of no department."""
    if not request.path.startswith(OWN_POST_TO):
        return None
    department = signed_in_staff(request).department
    if department is None:
        raise NotFound(Code.UNKNOWN_DEPARTMENT)
    return department


def _path(request: web.Request, kind: Kind) -> str:
    """Of the list of this kind; empty where it has a page of its own. Raises `BadInput` for what no department publishes."""
    if _department(request) is None:
        return PAGE_OF.get(kind, "")
    if kind not in OWN_PAGE_OF:
        raise BadInput
    return OWN_PAGE_OF[kind]


def _asked(request: web.Request, path: str) -> Listing:
    return listing.asked(request.query, path, LISTS[path].sorted_by)


SECTIONS: Mapping[Kind, Section] = (
    dict.fromkeys(PAGE_OF, Section((*PAGE_OF, Kind.DEPARTMENT), _again, _done))
    | dict.fromkeys(departments.KINDS, Section((*CONFIGURED,), departments.again, departments.done))
    | {Kind.SERVICE: Section(catalogue_edits.SERVICE_READS, services.again, services.done)}
)


async def _page(
    request: web.Request, path: str, typed: Typed | None = None, error: DomainError | None = None
) -> web.Response:
    context, words, of, within = site_of(request).context, render.words_of(request), LISTS[path], _department(request)
    catalogue, typed = await catalogue_log.now(context, *of.kinds, Kind.DEPARTMENT), typed or Typed()
    rows = catalogue_lists.rows(of, words, catalogue, await standing_clock(context), within)
    asked = _asked(request, path)
    fitting = catalogue_lists.fitting(words, rows, asked)
    listed = asked.counted(len(fitting))
    return render.page(
        request,
        "administration/catalogue.html",
        failed=error,
        path=path,
        of=of,
        list=listed,
        rows=listed.slice(fitting),
        opened=_opened(request, rows, typed),
        open_link=lambda row: f"{path}?{urlencode({**_query(listed.here), OPENED: f'{row.key.kind}/{row.key.name}'})}",
        kinds=[(kind, words.gettext(kind.says)) for kind in of.kinds],
        changes=await catalogue_log.history(context, *of.kinds, within=within),
        history_note=words.gettext(of.note) if of.note else "",
        **{**form_values(request, catalogue, of.kinds, typed, error), **_forms_of(within, listed.here)},
    )


def _forms_of(within: str | None, here: str) -> dict[str, Any]:
    """Where the forms of a list go; those of a department have no field for it."""
    if within is None:
        return {"post_to": f"{POST_TO}{here}"}
    fields_of = {kind: [one for one in FIELDS[kind] if one.name != "department"] for kind in OWN_PAGE_OF}
    return {"post_to": f"{OWN_POST_TO}{here}", "fields_of": fields_of.__getitem__}


def _query(here: str) -> dict[str, str]:
    return dict(parse_qsl(here.removeprefix("?")))


def _opened(request: web.Request, rows: Sequence[Row], typed: Typed) -> Row | None:
    """Of which object the form is open: the one that was refused, or the one in the address."""
    asked = request.query.get(OPENED, "")

    def meant(row: Row) -> bool:
        if typed.target:
            return typed.target == target_of(row.key.kind, row.key.name, "change")
        return asked == f"{row.key.kind}/{row.key.name}"

    return next(filter(meant, rows), None)
