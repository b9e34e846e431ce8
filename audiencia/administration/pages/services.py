"""Services of the directory in the administration: the list, a form for each, history and undo. What is changed counts at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web

from audiencia.administration import catalogue_log
from audiencia.administration.catalogue_log import Catalogue
from audiencia.administration.pages import catalogue_forms, catalogue_parts, catalogue_words
from audiencia.administration.pages.catalogue_edits import (
    AFTER,
    SERVICE_READS,
    TO,
    UNDER,
    Shelf,
    open_shelf,
    shelves,
    topic_name,
)
from audiencia.administration.pages.catalogue_fields import FIELDS, SERVICE_GROUPS, FieldOf
from audiencia.administration.pages.catalogue_parts import CatalogueForm, Typed
from audiencia.core.errors import Code, DomainError, NotFound, existing
from audiencia.core.gettext_mark import N_
from audiencia.http import render
from audiencia.http.i18n import Words
from audiencia.http.site import site_of
from audiencia.http.staff_pages import listing
from audiencia.runtime.context import AppContext
from audiencia.settings.catalogue import RETIRED, Key, Kind, Value, address
from audiencia.settings.service_places import in_order, key_at

PAGE = "/administracion/servicios"
COLUMNS = ("department", "name", "state")
NOTE = N_(
    "A retired service is found by nobody, and can be put back. What was handed over in calls stays with the people."
)
PLACE = (
    FieldOf(name=UNDER, label=N_("Department")),
    FieldOf(name=TO, label=N_("Department that it moves to, and the topic that it leads to there")),
    FieldOf(name=AFTER, label=N_("Its place in the list of the department")),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A service in the list, and under which department it stands: the how many-th of all. `address`: as in the directory."""

    service: catalogue_words.Shown
    shelf: Shelf
    shelf_place: int
    department: str
    address: str


SORTED: Mapping[str, Callable[[Row], str | int]] = {
    "department": lambda row: row.shelf_place,
    "name": lambda row: listing.plain(row.service.name),
    "state": lambda row: row.service.retired,
}


async def show(request: web.Request, error: DomainError | None = None) -> web.Response:
    """The services, those of `?area=` alone; and what was changed."""
    context, words = _context(request), render.words_of(request)
    catalogue = await catalogue_log.now(context, *SERVICE_READS)
    asked = listing.asked(request.query, PAGE, COLUMNS, keep=("area",))
    departments = shelves(catalogue)
    rows = [
        _row(words, place, shelf, key, value)
        for place, (slug, shelf) in enumerate(departments.items())
        for key, value in catalogue.entries.items()
        if key.kind is Kind.SERVICE and value is not None and address(key, value).department == slug
    ]
    area = asked.kept.get("area", "")
    fitting = [one for one in rows if area in ("", one.shelf.slug) and _fits(asked.words, one)]
    fitting.sort(key=lambda one: (one.shelf_place, one.service.value.get("ordinal", 0), one.service.key.name))
    listed, shown = asked.shown(fitting, SORTED)
    return render.page(
        request,
        "administration/services.html",
        failed=error,
        list=listed,
        rows=shown,
        departments=list(departments.values()),
        area=area,
        service_kind=Kind.SERVICE,
        changes=await catalogue_log.history(context, Kind.SERVICE),
        **_values(request, catalogue, error),
    )


async def new(request: web.Request) -> web.Response:
    """The empty form. `?area=` says whose it is to be."""
    if "area" not in request.query:
        return render.see_other(PAGE)
    catalogue = await catalogue_log.now(_context(request), *SERVICE_READS)
    return await _form(request, existing(open_shelf(catalogue, request.query["area"]), Code.UNKNOWN_DEPARTMENT), None)


async def one(request: web.Request) -> web.Response:
    """One service, at its address; an address that it had once leads there."""
    wanted = "{department}/{service}".format_map(request.match_info)
    catalogue = await catalogue_log.now(_context(request), *SERVICE_READS)
    key = key_at(catalogue.entries, wanted)
    if key is not None:
        return await _form(request, shelves(catalogue)[address(key, catalogue.entries[key]).department], key)
    before = (await catalogue_log.addresses_before(_context(request))).get(wanted, set()) | {wanted}
    there = [Key(Kind.SERVICE, name) for name in sorted(before)]
    key = existing(next((one for one in there if catalogue.entries.get(one) is not None), None), Code.UNKNOWN_SERVICE)
    return render.see_other(f"{PAGE}/{address(key, catalogue.entries[key]).name}")


async def again(request: web.Request, form: CatalogueForm, typed: Typed, error: DomainError) -> web.Response:
    """The page of the form that was refused; the list, when a change could not be taken back. A new service whose department takes none
    any more chooses another one. Raises `NotFound`."""
    if form.act == "undo":
        return await show(request, error)
    key = Key(Kind.SERVICE, form.key)
    catalogue = await catalogue_log.now(_context(request), *SERVICE_READS)
    department = address(key, catalogue.entries.get(key)).department
    if form.act != "add" and typed.target != catalogue_parts.target_of(key.kind, department, "add"):
        return await _form(request, shelves(catalogue).get(department), key, typed, error)
    shelf = open_shelf(catalogue, department)
    if shelf is None:
        typed = replace(typed, target=catalogue_parts.target_of(key.kind, "", "add"))
    return await _form(request, shelf, None, typed, error)


async def done(request: web.Request, key: Key) -> str:
    """The page of the service, or the list when it is there no more."""
    value = (await catalogue_log.now(_context(request), Kind.SERVICE)).entries.get(key)
    return PAGE if value is None else f"{PAGE}/{address(key, value).name}"


def _context(request: web.Request) -> AppContext:
    return site_of(request).context


def _values(request: web.Request, catalogue: Catalogue, error: DomainError | None) -> dict[str, Any]:
    note = render.words_of(request).gettext(NOTE)
    return {
        "path": PAGE,
        "post_to": PAGE,
        "history_note": note,
        **catalogue_parts.page_values(request, catalogue, error),
    }


def _row(words: Words, place: int, shelf: Shelf, key: Key, value: Value) -> Row:
    return Row(catalogue_words.shown(words, key, value), shelf, place, words.text(shelf.name), address(key, value).name)


def _fits(asked: str, row: Row) -> bool:
    one = row.service
    return listing.fits(asked, one.name, row.department, *one.lines, *one.value.get("words", ()))


async def _form(
    request: web.Request,
    shelf: Shelf | None,
    key: Key | None,
    typed: Typed | None = None,
    error: DomainError | None = None,
) -> web.Response:
    """Of this service, or of a new one of the department, which is chosen where there is none. Raises `NotFound`."""
    context, words = _context(request), render.words_of(request)
    catalogue = await catalogue_log.now(context, *SERVICE_READS)
    value = None if key is None else catalogue.entries.get(key)
    if key is not None and value is None:
        raise NotFound(Code.UNKNOWN_SERVICE)
    known = {} if value is None else catalogue_forms.typed_of(Kind.SERVICE, value)
    under = shelf.slug if shelf else ""
    target = catalogue_parts.target_of(
        Kind.SERVICE, under if key is None else key.name, "add" if key is None else "change"
    )
    values, typed = _values(request, catalogue, error), typed or Typed()
    chosen, topics = _topics(words, catalogue, shelf, typed.values.get("topic", ""))
    if typed.wrong:
        listed = (*FIELDS[Kind.SERVICE], *PLACE)
        values["fields"] = catalogue_words.wrong(words, typed.target, listed, typed.wrong, chosen)
    return render.page(
        request,
        "administration/service.html",
        failed=error,
        department=shelf,
        to_choose=[] if shelf else [one for one in shelves(catalogue).values() if one.open],
        key=key,
        address="" if key is None else address(key, value).name,
        kind=Kind.SERVICE,
        name="" if key is None or value is None else catalogue_words.name(words, value, key),
        retired=value is not None and bool(value.get(RETIRED)),
        target=target,
        shown=dict(typed.values) if typed.target == target else known,
        groups=SERVICE_GROUPS,
        changes=[] if key is None else await catalogue_log.history(context, Kind.SERVICE, key=key.name),
        place=None if key is None or shelf is None else _place(request, catalogue, key, shelf, typed),
        **{**values, "options": {"topic": (words.gettext("None: to the department"), topics)}},
    )


def _topics(words: Words, catalogue: Catalogue, shelf: Shelf | None, typed: str) -> tuple[str, list[tuple[str, str]]]:
    """What the topic that was chosen is called, and what to choose from: that topic alone while the department is still to be chosen."""
    name = topic_name(catalogue, typed)
    chosen = typed if name is None else words.text(name)
    kept = [(typed, chosen)] if typed else []
    return chosen, kept if shelf is None else [(slug, words.text(name)) for slug, name in shelf.topics.items()]


def _place(request: web.Request, catalogue: Catalogue, key: Key, shelf: Shelf, typed: Typed) -> dict[str, Any]:
    """What the forms offer that move a service: the other departments with their topics, and its neighbours."""
    words, order = render.words_of(request), in_order(catalogue.entries, shelf.slug)
    others = [one for one in order if one != key]
    before = order[order.index(key) - 1] if key in order and order.index(key) else None
    after = "" if before is None else address(before, catalogue.entries[before]).name
    return {
        "shelves": [one for one in shelves(catalogue).values() if one.open and one.slug != shelf.slug],
        "order": [
            (address(one, value).name, catalogue_words.name(words, value, one))
            for one in others
            if (value := catalogue.entries[one]) is not None
        ]
        if key in order
        else [],
        "to": typed.values.get(TO, ""),
        "after": typed.values.get(AFTER, after),
        "move": catalogue_parts.target_of(key.kind, key.name, "move"),
        "reorder": catalogue_parts.target_of(key.kind, key.name, "order"),
    }
