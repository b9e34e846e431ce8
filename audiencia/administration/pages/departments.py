"""Departments and their topics in the administration: the list, which can be searched, and a page for each department."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import web

from audiencia.administration import catalogue_log
from audiencia.administration.pages import catalogue_parts
from audiencia.administration.pages.catalogue_parts import CatalogueForm, Typed, target_of
from audiencia.administration.pages.catalogue_words import Shown
from audiencia.core.errors import Code, DomainError, NotFound
from audiencia.core.gettext_mark import N_
from audiencia.http import render
from audiencia.http.site import site_of
from audiencia.http.staff_pages import listing
from audiencia.http.staff_pages.listing import fits, plain
from audiencia.settings.catalogue import Key, Kind, address
from audiencia.settings.service_places import is_found

PAGE = "/administracion/areas"
KINDS = (Kind.DEPARTMENT, Kind.TOPIC)
NOTE = N_("A retired topic or department stays readable in what is older, and nobody can choose it any more.")


@dataclass(frozen=True, slots=True)
class Row:
    """A department in the list. `here`: it fits itself; `found`: which of its topics fit."""

    place: int
    area: Shown
    here: bool
    topics: int
    services: int
    found: Sequence[Shown]


SORTED: Mapping[str, Callable[[Row], str | int]] = {
    "place": lambda row: row.place,
    "name": lambda row: plain(row.area.name),
    "topics": lambda row: row.topics,
    "services": lambda row: row.services,
}
COLUMNS = ("place", "name", "-topics", "-services")


async def show(request: web.Request) -> web.Response:
    """All departments; with `?q=`, those whose words or topics fit. And what was changed."""
    context, asked = site_of(request).context, listing.asked(request.query, PAGE, COLUMNS)
    catalogue = await catalogue_log.now(context, *KINDS, Kind.SERVICE)
    values = catalogue_parts.object_values(request, catalogue, KINDS, Typed(), None)
    topics: Sequence[Shown] = values["objects"][Kind.TOPIC]
    areas = enumerate(values["objects"][Kind.DEPARTMENT], 1)
    all_rows = (_row(asked.words, place, area, topics, catalogue) for place, area in areas)
    listed, rows = asked.shown((row for row in all_rows if row.here or row.found), SORTED)
    return render.page(
        request,
        "administration/departments.html",
        path=PAGE,
        list=listed,
        rows=rows,
        changes=await catalogue_log.history(context, *KINDS),
        history_note=render.words_of(request).gettext(NOTE),
        **values,
    )


async def new(request: web.Request) -> web.Response:
    """The form of a new department."""
    return await _form(request, "")


async def one(request: web.Request) -> web.Response:
    """One department with its topics. `?tema=` opens the form of that topic."""
    return await _form(request, request.match_info["department"])


async def again(request: web.Request, form: CatalogueForm, typed: Typed, error: DomainError) -> web.Response:
    """The page of the form that was refused, with what was typed; for a department that was removed meanwhile, the form of a new one.
    Raises `NotFound` where the department is none."""
    is_new = typed.target == target_of(Kind.DEPARTMENT, "", "add")
    return await _form(request, "" if is_new else form.key.partition("/")[0], typed, error)


async def done(request: web.Request, key: Key) -> str:
    """The page of the department, or the list when that is there no more."""
    area = key.name.partition("/")[0]
    there = (await catalogue_log.now(site_of(request).context, Kind.DEPARTMENT)).entries.get(Key(Kind.DEPARTMENT, area))
    return PAGE if there is None else f"{PAGE}/{quote(area)}"


def _row(asked: str, place: int, area: Shown, topics: Sequence[Shown], catalogue: catalogue_log.Catalogue) -> Row:
    own = [one for one in topics if one.key.department == area.key.name]
    return Row(
        place,
        area,
        fits(asked, area.name, area.key.name, area.tag, *area.lines),
        sum(not one.retired for one in own),
        _services(catalogue, area.key.name),
        [one for one in own if asked and fits(asked, one.name, one.key.slug)],
    )


def _services(catalogue: catalogue_log.Catalogue, area: str) -> int:
    """How many services of this department people find."""
    return sum(
        key.kind is Kind.SERVICE and is_found(value) and address(key, value).department == area
        for key, value in catalogue.entries.items()
    )


async def _form(
    request: web.Request, area: str, typed: Typed | None = None, error: DomainError | None = None
) -> web.Response:
    """Of this department, or of a new one. Raises `NotFound`."""
    context, typed = site_of(request).context, typed or Typed()
    catalogue = await catalogue_log.now(context, *KINDS, Kind.SERVICE)
    values = catalogue_parts.object_values(request, catalogue, KINDS, typed, error)
    key = Key(Kind.DEPARTMENT, area)
    shown = next((one for one in values["objects"][Kind.DEPARTMENT] if one.key == key), None)
    if area and shown is None:
        raise NotFound(Code.UNKNOWN_DEPARTMENT)
    return render.page(
        request,
        "administration/department.html",
        failed=error,
        path=PAGE,
        area=shown,
        topics=[one for one in values["objects"][Kind.TOPIC] if one.key.department == area],
        services=_services(catalogue, area),
        opened=request.query.get("tema", ""),
        department_kind=Kind.DEPARTMENT,
        topic_kind=Kind.TOPIC,
        changes=[] if shown is None else await catalogue_log.history(context, *KINDS, key=area),
        history_note=render.words_of(request).gettext(NOTE),
        **values,
    )
